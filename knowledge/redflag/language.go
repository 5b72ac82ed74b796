package redflag

// Language is what the rules know of a language. Every list holds words or word
// sequences as members write them; case, accents and apostrophes do not matter.
// "#" in a sequence stands for any number.
type Language struct {
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
	// Last turn off what stands before them where a clause ends with them, as
	// German has it: "es kribbelt nicht", "Schwindel habe ich keinen".
	Last []string `yaml:"last"`

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
	// Topic are words of questions about a condition. A sentence that names one
	// and has neither these nor those of About tells that somebody has it.
	Topic []string `yaml:"topic"`
	// General ask about nobody in particular: "whether one", "if people". Cues
	// of Having before them speak of who asks, not of who has the condition.
	General []string `yaml:"general"`
	// Impersonal ask of a symptom for nobody in particular: "in case of", "if a
	// person". They count where no cue of Having stands in the whole message.
	Impersonal []string `yaml:"impersonal"`
	// Asides hold a cue and mean nothing by it: "tell me", "i wonder".
	Asides []string `yaml:"asides"`

	// Ordered are words that make a name only where they stand before the rest
	// of it: "can't stand up" is not "standing up, I can't".
	Ordered []string `yaml:"ordered"`
	// Ignored are words without meaning in a name: "the", "very".
	Ignored []string `yaml:"ignored"`
	// Between are words that may stand between the words of a name in any
	// number: pain "that is" sharp. Inside a name they may be left out.
	Between []string `yaml:"between"`
	// Alike are groups of spellings and forms of one word, such as "disc" and
	// "disk", or "can not" and "cannot"; the first stands for all.
	Alike [][]string `yaml:"alike"`
	// Real are words that look like a misspelt symptom and are none: "number".
	// They may be whole texts.
	Real []string `yaml:"real"`
}
