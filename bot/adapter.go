package bot

import (
	"context"
	"time"
)

// Adapter is one platform. It receives and sends, and decides nothing.
type Adapter interface {
	// Connection names the account that the adapter speaks for.
	Connection() Connection
	// Run receives until ctx is done or nothing more can come, and hands each
	// event to handle, which returns when it is dealt with: within one
	// conversation in the order of the calls, which the adapter keeps. Run
	// returns when its goroutines have ended.
	Run(ctx context.Context, handle Handler) error
	// Send delivers one reply and returns when the platform has it. It works
	// from any goroutine, before Run began and after it returned.
	Send(ctx context.Context, r Reply) error
}

// Handler deals with one event.
type Handler func(context.Context, Event) error

// Watcher is an adapter that shows a session's progress by itself, such as a
// live countdown. Progress is decoration: it may be dropped, and a later one
// replaces an earlier. What an event changes is shown before its handler
// returns, and the last cue of a session is sent before its end is shown.
type Watcher interface {
	Watch(to Address, p Progress)
}

// Event is something a member did.
type Event struct {
	From  Address
	Text  string // what was written, "" if nothing
	Press string // the action of a pressed button, "" if none
	Hello bool   // the member opened the conversation
}

// Urgency orders replies when not all can go out at once.
type Urgency int

// From what can wait longest to what cannot wait.
const (
	Decoration Urgency = iota
	Boundary           // a cue of a running session
	Personal           // a reply to what somebody wrote
	Alarm              // safety text, and the word that a session has stopped
)

// Reply is something to say. It is neutral: the adapter renders it.
type Reply struct {
	To      Address
	Text    string // a CommonMark subset: **bold**, lists, links
	Small   string // a last line in small print: the source
	Buttons []Button
	Silent  bool // does not notify
	Urgency Urgency
	Picture string // a link, or a file inside the pack
	Sound   string
}

// Button is something to press instead of typing.
type Button struct {
	Label  string
	Action string // comes back as Event.Press; at most 64 bytes
}

// Progress is where a session stands at one moment.
type Progress struct {
	State   State
	Routine string // its name
	Step    int    // from 1
	Of      int    // number of steps
	Label   string // what is going on: the exercise and side, or getting ready
	// While running: from when until when Label lasts, and when all ends.
	From, Until, Ends time.Time
	// While paused: what is left of Label, and of all.
	Left, LeftInAll time.Duration
	// Whole is how long Label lasts.
	Whole time.Duration
	// Reps and Pace are set in a step of repetitions.
	Reps int
	Pace time.Duration
}
