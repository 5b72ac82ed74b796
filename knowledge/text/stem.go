package text

import (
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/spanish"
)

var stemmers = map[string]func(*snowballstem.Env) bool{
	"en": english.Stem,
	"de": german.Stem,
	"es": spanish.Stem,
}

// Stemmer returns the Snowball stemmer of a language, given by its two letters.
// Without one, words are their own stems. The function returned may be called
// by any number of goroutines.
func Stemmer(language string) func(word string) string {
	stem, ok := stemmers[language]
	if !ok {
		return func(word string) string { return word }
	}
	return func(word string) string {
		env := snowballstem.NewEnv(word)
		stem(env)
		return env.Current()
	}
}
