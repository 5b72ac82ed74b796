package knowledge

import (
	"math/bits"
	"unicode/utf8"

	"limber/knowledge/text"
)

// shortestSwapped and shortestMistaken are the least lengths, in letters, of a
// word that is known with two letters swapped, and with any other small mistake.
const shortestSwapped, shortestMistaken = 4, 5

// stretched reports whether a letter stands there three times or more in a
// row, or twice at the end: "stopp".
func stretched(s string) bool {
	return text.Squeeze(s, 2) != s || len(s) > 2 && s[len(s)-1] == s[len(s)-2]
}

// nearWords reports whether what was said are the words of way, with a small
// mistake in one of them, and in one more for every four words.
func nearWords(said, way []string) bool {
	if len(said) != len(way) || len(way) == 0 {
		return false
	}
	mistakes := 0
	for i, w := range way {
		if said[i] != w {
			if mistakes++; mistakes > 1+len(way)/4 || !nearWord(said[i], w) {
				return false
			}
		}
	}
	return true
}

// nearWord reports whether said is word with one small mistake. The first
// letter is right or swapped with the second: "lower" is not "slower".
func nearWord(said, word string) bool {
	n, m := utf8.RuneCountInString(said), utf8.RuneCountInString(word)
	if m < shortestSwapped || n-m > 1 || m-n > 1 {
		return false
	}
	differ := bits.OnesCount32(text.Letters(said) ^ text.Letters(word))
	swapped := differ == 0 && n == m
	if differ > 2 || !swapped && (m < shortestMistaken || said[0] != word[0]) {
		return false
	}
	return text.Distance(said, word) == 1
}
