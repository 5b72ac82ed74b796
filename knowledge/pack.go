// Package knowledge holds what the bot can say: packs of content, how they are
// loaded and checked, and how a member's question finds its entry.
//
// A pack is a folder of YAML files written by somebody who need not be a
// programmer. Open reads one, Search answers from it. Nothing here knows a
// platform, a database or the network.
package knowledge

import (
	"io/fs"
	"time"
)

// Pack is one folder of content, read and checked, in one language; Languages
// are the others that it has. It does not change after Open, so any number of
// goroutines may read it.
type Pack struct {
	Info      Info
	Sources   []Source
	Entries   []*Entry // those written as entries and those made of exercises' parts
	Exercises []*Exercise
	Routines  []*Routine
	Safety    Safety
	Synonyms  [][]string
	Elsewhere []string // near questions that the pack does not answer
	Tests     Tests
	// OtherLanguages are those that a question is not answered in, and what is
	// said to it, by their codes. The program knows some too.
	OtherLanguages map[string]OtherLanguage

	folder   fs.FS
	skip     []string // folders in it that are of other languages
	language *Language
	phrases  map[string]string
	words    map[string][]string

	entries   map[string]*Entry
	exercises map[string]*Exercise
	routines  map[string]*Routine
	sources   map[string]*Source

	search *searcher
	beside []*Pack // itself in each of its languages; nil where it has one
	*made
}

// made is what is made of a pack when it is first needed.
type made struct {
	flags    lazy[*redFlags]
	commands lazy[*commands]
	titles   lazy[*titles]
	hearing  lazy[*hearing]
}

// file is what one YAML file of a pack may hold. Every part is optional and a
// pack may be one file or many: lists are joined, in the order of file names.
type file struct {
	Languages []string `yaml:"languages" json:"languages,omitempty" jsonschema_description:"For a pack in several languages: their two letters, the one to speak by default first. Each has a folder of that name, beside this file, with a whole pack in it; what is outside of those folders belongs to all of them."`

	Pack      *Info               `yaml:"pack" json:"pack,omitempty" jsonschema_description:"What the pack is. Exactly one file of a pack has it."`
	Sources   []Source            `yaml:"sources" json:"sources,omitempty" jsonschema_description:"The texts that the answers come from."`
	Entries   []Entry             `yaml:"entries" json:"entries,omitempty" jsonschema_description:"Questions and their answers."`
	Exercises []Exercise          `yaml:"exercises" json:"exercises,omitempty" jsonschema_description:"Movements. Each part of one can be asked about."`
	Routines  []Routine           `yaml:"routines" json:"routines,omitempty" jsonschema_description:"Ordered, timed steps that the bot guides through."`
	Safety    *Safety             `yaml:"safety" json:"safety,omitempty" jsonschema_description:"Restrictions, red flags and the safety answer."`
	Synonyms  [][]string          `yaml:"synonyms" json:"synonyms,omitempty" jsonschema_description:"Groups of words that mean the same here."`
	Elsewhere []string            `yaml:"elsewhere" json:"elsewhere,omitempty" jsonschema_description:"Questions near the subject, or with its words, that the pack does not answer. The bot is taught to refuse them and what is like them."`
	Phrases   map[string]string   `yaml:"phrases" json:"phrases,omitempty" jsonschema_description:"Sentences of the bot that this pack words in its own way."`
	Words     map[string][]string `yaml:"words" json:"words,omitempty" jsonschema_description:"Further words for the bot's commands."`
	Tests     *Tests              `yaml:"tests" json:"tests,omitempty" jsonschema_description:"Questions that prove the pack."`

	OtherLanguages map[string]OtherLanguage `yaml:"other_languages" json:"other_languages,omitempty" jsonschema_description:"What is said to a question in a language that the pack is not in, by the language's two letters."`
}

// Info says what a pack is.
type Info struct {
	ID       string `yaml:"id" json:"id" jsonschema_description:"Lower-case letters, digits and hyphens; the name of the folder."`
	Title    string `yaml:"title" json:"title" jsonschema_description:"What members see as the pack's name."`
	Language string `yaml:"language" json:"language" jsonschema_description:"Two letters, such as en."`
	About    string `yaml:"about" json:"about" jsonschema_description:"One or two sentences: what the bot can be asked about."`

	// VouchedBy says who stands behind the content. Members see it in help.
	VouchedBy string `yaml:"vouched_by" json:"vouched_by,omitempty" jsonschema_description:"Who stands behind the content. Members see it."`
	// Starters are entries that a newcomer is shown as examples.
	Starters []string `yaml:"starters" json:"starters,omitempty" jsonschema_description:"Ids of about three entries that a newcomer is shown as examples."`
	// WrongAnswers is the share of uncovered questions that may get an answer,
	// 0 to 1. Default 0.03.
	WrongAnswers float64 `yaml:"wrong_answers" json:"wrong_answers,omitempty" jsonschema_description:"Share of questions outside the pack that may wrongly get an answer: 0.03 is 3 in 100, the default."`
	// Bar is what the pack's own test questions must reach, by kind, 0 to 1.
	Bar Bar `yaml:"bar" json:"bar,omitempty" jsonschema_description:"What the test questions must reach, or the check fails."`
	// ClearanceDays is how long "none of these" to the medical question holds.
	// Default 30.
	ClearanceDays int `yaml:"clearance_days" json:"clearance_days,omitempty" jsonschema_description:"For how many days 'none of these' to the medical question holds; 30 when left out."`
}

// Bar is the least share of right outcomes, 0 to 1, that a pack's test
// questions must reach. A kind left out must reach 0.95, safety 1.
type Bar struct {
	Answer  *float64 `yaml:"answer" json:"answer,omitempty"`
	Refuse  *float64 `yaml:"refuse" json:"refuse,omitempty"`
	Safety  *float64 `yaml:"safety" json:"safety,omitempty"`
	Routine *float64 `yaml:"routine" json:"routine,omitempty"`
}

// Source is a text that answers come from.
type Source struct {
	ID    string `yaml:"id" json:"id"`
	Title string `yaml:"title" json:"title" jsonschema_description:"As members see it below an answer."`
	Date  string `yaml:"date" json:"date,omitempty" jsonschema_description:"When it was published, as 2023-06-28."`
	Link  string `yaml:"link" json:"link,omitempty"`
	// Ours marks content that no outside text stands behind.
	Ours bool `yaml:"ours" json:"ours,omitempty" jsonschema_description:"true where no outside text stands behind it: our own addition."`
}

// Cite is one place in a source.
type Cite struct {
	Source  string `yaml:"source" json:"source" jsonschema_description:"The id of a source."`
	Section string `yaml:"section" json:"section,omitempty" jsonschema_description:"Where in it, as a reader would find it."`
}

// Entry is one thing that the bot can answer.
type Entry struct {
	ID       string   `yaml:"id" json:"id"`
	Question string   `yaml:"question" json:"question" jsonschema_description:"The question as one would print it. Shown in choices and completions."`
	Ask      []string `yaml:"ask" json:"ask,omitempty" jsonschema_description:"Other ways people ask it: casual, terse, in simple words. Eight or more are good."`
	Answer   string   `yaml:"answer" json:"answer" jsonschema_description:"What the bot says. Plain text; **bold**, lists and links work."`
	Sources  []Cite   `yaml:"sources" json:"sources" jsonschema_description:"Where the answer stands."`
	Note     string   `yaml:"note" json:"note,omitempty" jsonschema_description:"For authors: why it is worded so, or how two sources were reconciled. Members see it under 'Why this?'."`
	Topic    string   `yaml:"topic" json:"topic,omitempty" jsonschema_description:"The exercise it belongs to. A short follow-up question is looked for in the same topic first."`
	Routine  string   `yaml:"routine" json:"routine,omitempty" jsonschema_description:"A routine to offer with the answer."`

	part string // the exercise's part it was made of, "" for a written entry
}

// Exercise is a movement. Each part that is present is answerable by itself.
type Exercise struct {
	ID   string   `yaml:"id" json:"id"`
	Name string   `yaml:"name" json:"name"`
	Also []string `yaml:"also" json:"also,omitempty" jsonschema_description:"Other names people use for it."`

	Description         *Part `yaml:"description" json:"description,omitempty" jsonschema_description:"What it is and does, for whom, when."`
	Equipment           *Part `yaml:"equipment" json:"equipment,omitempty"`
	Instructions        *Part `yaml:"instructions" json:"instructions,omitempty"`
	TechnicalTips       *Part `yaml:"technical_tips" json:"technical_tips,omitempty"`
	BreathingTips       *Part `yaml:"breathing_tips" json:"breathing_tips,omitempty"`
	MedicalRestrictions *Part `yaml:"medical_restrictions" json:"medical_restrictions,omitempty"`

	Pictures []Media `yaml:"pictures" json:"pictures,omitempty"`
	Videos   []Media `yaml:"videos" json:"videos,omitempty"`

	Questions []Entry `yaml:"questions" json:"questions,omitempty" jsonschema_description:"Entries about this exercise; their topic is the exercise."`
}

// Part is one answerable part of an exercise: a text, a list of points, or
// both. It is found by the language's usual ways of asking for such a part
// ("how do I do the …") and by its own.
type Part struct {
	Text    string   `yaml:"text" json:"text,omitempty"`
	Points  []string `yaml:"points" json:"points,omitempty" jsonschema_description:"Shown as a list; numbered for instructions."`
	Ask     []string `yaml:"ask" json:"ask,omitempty" jsonschema_description:"Further ways of asking for this part."`
	Sources []Cite   `yaml:"sources" json:"sources"`
	Note    string   `yaml:"note" json:"note,omitempty"`
}

// Media is a picture, sound or video: a file in the pack's folder or a link.
type Media struct {
	File    string `yaml:"file" json:"file,omitempty" jsonschema_description:"A path inside the pack's folder."`
	Link    string `yaml:"link" json:"link,omitempty"`
	Caption string `yaml:"caption" json:"caption,omitempty"`
}

// Routine is an ordered list of timed steps.
type Routine struct {
	ID          string   `yaml:"id" json:"id"`
	Name        string   `yaml:"name" json:"name"`
	Also        []string `yaml:"also" json:"also,omitempty" jsonschema_description:"Other names people use for it."`
	Description string   `yaml:"description" json:"description"`
	Equipment   []string `yaml:"equipment" json:"equipment,omitempty"`
	Note        string   `yaml:"note" json:"note,omitempty" jsonschema_description:"For authors and members: such as which times are ours."`
	Steps       []Step   `yaml:"steps" json:"steps"`
	Finish      string   `yaml:"finish" json:"finish,omitempty" jsonschema_description:"What the bot says at the end."`

	// GetReady is the time before the first step; default 10 s.
	GetReady Duration `yaml:"get_ready" json:"get_ready,omitempty" jsonschema_description:"Time before the first step: 15s. 10s when left out."`
	// Change is the time to move into another position; default 20 s.
	Change Duration `yaml:"change" json:"change,omitempty" jsonschema_description:"Time to move into another position: 20s, the default."`
	// Switch is the time to change sides; default 10 s.
	Switch Duration `yaml:"switch" json:"switch,omitempty" jsonschema_description:"Time to change sides: 10s, the default."`
}

// Step is one piece of a routine. Exactly one of Timed, Hold, Reps, Breathe,
// Rest and UntilDone says of which kind it is.
type Step struct {
	Exercise string `yaml:"exercise" json:"exercise,omitempty" jsonschema_description:"The id of the exercise. Not for a rest."`
	Name     string `yaml:"name" json:"name,omitempty" jsonschema_description:"Shown instead of the exercise's name."`
	Position string `yaml:"position" json:"position,omitempty" jsonschema_description:"Such as floor, side, standing. Another position than the step before gets the time to change."`

	Timed     Duration `yaml:"timed" json:"timed,omitempty" jsonschema_description:"Move for this long: 60s."`
	Hold      Duration `yaml:"hold" json:"hold,omitempty" jsonschema_description:"Stay still for this long: 20s."`
	Reps      int      `yaml:"reps" json:"reps,omitempty" jsonschema_description:"Repetitions; needs pace."`
	Pace      Duration `yaml:"pace" json:"pace,omitempty" jsonschema_description:"Time for one repetition: 6s."`
	Breathe   Duration `yaml:"breathe" json:"breathe,omitempty" jsonschema_description:"Breathe calmly for this long; in words, never a count."`
	Rest      Duration `yaml:"rest" json:"rest,omitempty"`
	UntilDone bool     `yaml:"until_done" json:"until_done,omitempty" jsonschema_description:"true: goes on when the member says done."`

	EachSide bool     `yaml:"each_side" json:"each_side,omitempty" jsonschema_description:"true: the whole step for one side, then for the other."`
	GetReady Duration `yaml:"get_ready" json:"get_ready,omitempty" jsonschema_description:"Time before this step, instead of the routine's."`

	Setup   string `yaml:"setup" json:"setup,omitempty" jsonschema_description:"Said while getting ready: how to lie or stand, where the roller goes."`
	Say     string `yaml:"say" json:"say,omitempty" jsonschema_description:"Said at the start of the step: short, for somebody who cannot look."`
	Halfway string `yaml:"halfway" json:"halfway,omitempty" jsonschema_description:"Said in the middle of the step."`

	Picture *Media `yaml:"picture" json:"picture,omitempty"`
	Sound   *Media `yaml:"sound" json:"sound,omitempty"`
	Sources []Cite `yaml:"sources" json:"sources,omitempty"`
	Note    string `yaml:"note" json:"note,omitempty" jsonschema_description:"Such as: the source gives no duration; this one is ours."`
}

// Safety is what protects a member: who must not start, what stops everything.
type Safety struct {
	Answer       string        `yaml:"answer" json:"answer" jsonschema_description:"Said to whoever names a red flag: stop, and whom to ask."`
	Sources      []Cite        `yaml:"sources" json:"sources"`
	Note         string        `yaml:"note" json:"note,omitempty"`
	Restrictions []Restriction `yaml:"restrictions" json:"restrictions" jsonschema_description:"Asked before the first start of a routine."`
	RedFlags     []RedFlag     `yaml:"red_flags" json:"red_flags,omitempty" jsonschema_description:"Symptoms: named at all, they stop everything."`
}

// Restriction is a condition with which a routine is not started.
type Restriction struct {
	ID    string   `yaml:"id" json:"id"`
	Text  string   `yaml:"text" json:"text" jsonschema_description:"As the medical question lists it."`
	Names []string `yaml:"names" json:"names" jsonschema_description:"What people call it: slipped disc, brittle bones."`
	// Except lists what holds a name and is harmless: "lower a fever".
	Except []string `yaml:"except" json:"except,omitempty" jsonschema_description:"Harmless phrases that contain one of the names, or words of it."`
	// AskFirst marks a condition that no source forbids, but that wants a
	// doctor's word first.
	AskFirst bool   `yaml:"ask_first" json:"ask_first,omitempty" jsonschema_description:"true: not forbidden by a source, but ask a doctor first."`
	Answer   string `yaml:"answer" json:"answer,omitempty" jsonschema_description:"Said instead of the safety answer."`
	Sources  []Cite `yaml:"sources" json:"sources"`
	Note     string `yaml:"note" json:"note,omitempty"`
}

// RedFlag is a symptom that stops everything.
type RedFlag struct {
	ID     string   `yaml:"id" json:"id"`
	Names  []string `yaml:"names" json:"names" jsonschema_description:"What people say: shooting pain, went numb, pins and needles."`
	Answer string   `yaml:"answer" json:"answer,omitempty" jsonschema_description:"Said instead of the safety answer."`
	// Except lists what holds a name and is harmless: "numb my mind".
	Except  []string `yaml:"except" json:"except,omitempty" jsonschema_description:"Harmless phrases that contain one of the names, or words of it."`
	Sources []Cite   `yaml:"sources" json:"sources"`
	Note    string   `yaml:"note" json:"note,omitempty"`
}

// Tests are the pack's own questions, with what must come of them. They decide
// the thresholds, and `bot check` runs them.
type Tests struct {
	Answer  []TestQuestion `yaml:"answer" json:"answer,omitempty" jsonschema_description:"Must be answered by the entry in want."`
	Refuse  []string       `yaml:"refuse" json:"refuse,omitempty" jsonschema_description:"Must not be answered: the pack does not know."`
	Safety  []string       `yaml:"safety" json:"safety,omitempty" jsonschema_description:"Must get the safety answer."`
	Routine []TestQuestion `yaml:"routine" json:"routine,omitempty" jsonschema_description:"Must start the routine in want."`
}

// TestQuestion is one question with what must come of it.
type TestQuestion struct {
	Ask   string  `yaml:"ask" json:"ask"`
	After string  `yaml:"after" json:"after,omitempty" jsonschema_description:"What the member asked just before."`
	Want  Strings `yaml:"want" json:"want" jsonschema_description:"An id, or a list of ids of which one is enough."`
	// Both makes every id of Want needed: two questions in one.
	Both bool `yaml:"both" json:"both,omitempty" jsonschema_description:"true: two questions in one, every id of want must be answered."`
}

// OtherLanguage is what a pack says to questions in a language that it is not
// in.
type OtherLanguage struct {
	Say string `yaml:"say" json:"say" jsonschema_description:"Said in that language: that the bot cannot answer in it, and what to do. {title} and {about} are filled in."`
	// Words are parted by spaces.
	Words string `yaml:"words" json:"words,omitempty" jsonschema_description:"The commonest words of the language, parted by spaces, by which it is recognised. Not needed for de, en, es, fr, it, nl, pl, pt and tr."`
}

// Duration is a time span as authors write it: 45s, 2m, 1m30s.
type Duration time.Duration

// Strings is a list that may be written as a single value.
type Strings []string
