package knowledge

import "limber/knowledge/redflag"

// Language is what a language brings to every pack written in it: the bot's
// sentences, the words of its commands, ways of asking, and what the matcher
// needs to know of its grammar. A pack may word any phrase anew.
type Language struct {
	Code    string              `yaml:"language"`
	Phrases map[string]string   `yaml:"phrases"`
	Words   map[string][]string `yaml:"words"`
	// Polite are words around a command that do not change it: "please",
	// "can you".
	Polite []string `yaml:"polite"`
	// Parts are the usual ways of asking for a part of an exercise, by the
	// part's key, with {name} for the exercise.
	Parts    map[string][]string `yaml:"parts"`
	Matching Matching            `yaml:"matching"`
	Health   redflag.Language    `yaml:"health"`
}

// Matching is what the matcher knows of a language.
type Matching struct {
	// Filler are words and word sequences that carry no meaning in a question:
	// "please", "can you tell me", "hey there".
	Filler []string `yaml:"filler"`
	// Contractions are written out before anything else: "dont" is "do not".
	// Keys have no apostrophe.
	Contractions map[string]string `yaml:"contractions"`
	// Alike are groups of words or word sequences that mean the same in any
	// pack: "5" and "five". A pack's own synonyms come before them.
	Alike [][]string `yaml:"alike"`
	// Real are words that are right as they are, parted by spaces: neither they
	// nor other forms of them are taken for misspelt words of a pack.
	Real string `yaml:"real"`
	// Apart are words that are no form of another one though they have its stem:
	// "performance" is not "performed".
	Apart []string `yaml:"apart"`
	// Confused are groups of words that sound alike and are written for each
	// other: "where" and "were". Their neighbours tell which is meant.
	Confused [][]string `yaml:"confused"`
	// Keyboard is the letters of the rows of keys, from the top: "qwertyuiop".
	// The key next to the right one is often hit.
	Keyboard []string `yaml:"keyboard"`
	// Common are the words that any text may have, parted by spaces. One that no
	// entry knows says little about what a question is about.
	Common string `yaml:"common"`
	// Elsewhere are questions and remarks about everything else, which the
	// matcher is taught to refuse.
	Elsewhere []string `yaml:"elsewhere"`
	// Joints part two questions in one message: "and", "also".
	Joints []string `yaml:"joints"`
	// Leads open a follow-up: "what about", "and", "how about".
	Leads []string `yaml:"leads"`
	// Pointers stand for the last topic: "it", "that", "the other side".
	Pointers []string `yaml:"pointers"`
	// Start are ways of asking for a routine, with {name} for its name: "start
	// the {name}". A way without it asks for the pack's first routine.
	Start []string `yaml:"start"`
	// Requests are words of a wish to be guided: "start", "with me".
	Requests []string `yaml:"requests"`
	// Maybe are words that may be such a wish, among other things: "do", "now".
	Maybe []string `yaml:"maybe"`
	// Against are words that tell of a routine or refuse one in place of asking for
	// it: "did the", "do not start".
	Against []string `yaml:"against"`
	// Asking are words that make a question of the sentence they open: "how",
	// "why". Such a sentence asks for no routine to be started.
	Asking []string `yaml:"asking"`
	// Inviting are words that open a question or a request alike: "can you".
	Inviting []string `yaml:"inviting"`
}
