package knowledge

import (
	"slices"
	"strings"

	"limber/knowledge/match"
	"limber/knowledge/text"
)

// MatchOptions returns what the matcher knows of a shipped language, given by
// its two letters, before a pack adds words of its own. It is false for a
// language that is not shipped. It is for measuring the matcher without a pack.
func MatchOptions(language string) (match.Options, bool) {
	l := languageOf(language)
	if l == nil {
		return match.Options{}, false
	}
	return l.matchOptions(language, nil), true
}

// matchOptions is what the matcher knows of the language, and of a pack's own
// synonyms.
func (l *Language) matchOptions(code string, synonyms [][]string) match.Options {
	m := l.Matching
	return match.Options{
		Stem:         text.Stemmer(code),
		Synonyms:     slices.Concat(synonyms, m.Alike),
		Filler:       m.Filler,
		Contractions: m.Contractions,
		Common:       strings.Fields(m.Common),
		Elsewhere:    m.Elsewhere,
	}
}
