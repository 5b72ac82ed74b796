package knowledge

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
	Health   Health              `yaml:"health"`
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
	// Asking are words that make a question of the sentence they open: "how",
	// "why". Such a sentence asks for no routine to be started.
	Asking []string `yaml:"asking"`
}

// Health is what the safety rules know of a language. Every list holds words
// or word sequences as members write them; case, accents and apostrophes do
// not matter. "#" in a sequence stands for any number.
type Health struct {
	// Negations turn a symptom or condition off: "no", "without", "never".
	Negations []string `yaml:"negations"`
	// Reach are the words that a negation reaches across to what it turns off:
	// "any", "had", "feeling". It ends at every other word.
	Reach []string `yaml:"reach"`
	// Or joins what one negation turns off: "no numbness, tingling or pain".
	Or []string `yaml:"or"`
	// Openers are negations that ask when they open a sentence: "isn't".
	Openers []string `yaml:"openers"`
	// Unless undo a negation before them: never had numbness "like this".
	Unless []string `yaml:"unless"`
	// Half are denials that leave something: "not just", "not very".
	Half []string `yaml:"half"`
	// Free turn off what stands right before them: numbness "free".
	Free []string `yaml:"free"`

	// Having are cues that somebody has a condition, anywhere in its sentence:
	// "i", "my", "diagnosed", "# weeks ago".
	Having []string `yaml:"having"`
	// Openings are such cues only where a clause begins: "have", "suffering
	// from".
	Openings []string `yaml:"openings"`
	// Starting ask for a routine, so that a condition named with them is had.
	Starting []string `yaml:"starting"`
	// About are cues that a condition is asked about in general: "people
	// with", "which". They outweigh Starting.
	About []string `yaml:"about"`
	// Asides hold a cue and mean nothing by it: "tell me", "i wonder".
	Asides []string `yaml:"asides"`

	// Ignored are words without meaning in a name: "the", "very".
	Ignored []string `yaml:"ignored"`
	// Between are words that may stand between the words of a name in any
	// number: pain "that is" sharp. Inside a name they may be left out.
	Between []string `yaml:"between"`
	// Alike are groups of spellings and forms of one word, such as "disc" and
	// "disk", or "can not" and "cannot"; the first stands for all.
	Alike [][]string `yaml:"alike"`
	// Real are words that look like a misspelt symptom and are none: "number".
	Real []string `yaml:"real"`
}
