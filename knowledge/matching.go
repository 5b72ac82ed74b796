package knowledge

import "limber/knowledge/match"

// MatchOptions returns what the matcher knows of a shipped language, given by
// its two letters, before a pack adds words of its own. It is false for a
// language that is not shipped. It is for measuring the matcher without a pack.
func MatchOptions(language string) (match.Options, bool) {
	l := languageOf(language)
	if l == nil {
		return match.Options{}, false
	}
	p := &Pack{Info: Info{Language: language}, language: l, made: &made{}}
	return p.matching(), true
}
