package bot

import (
	"context"
	"time"

	"limber/bot/delivery"
)

// Adapter is one platform. It receives and sends, and decides nothing.
type Adapter interface {
	// Connection names the account that the adapter speaks for.
	Connection() Connection
	// Run receives until ctx is done or nothing more can come, and hands each
	// event to handle. Events of one conversation are handed on in their order,
	// each when the one before was dealt with (see Event.Dealt). Run returns
	// when its goroutines have ended.
	Run(ctx context.Context, handle Handler) error
	// Send delivers one reply and returns when the platform has it, or one of
	// the errors of this package that say what became of it. It works from any
	// goroutine, before Run began and after it returned. On a Paced adapter it
	// is one call to the platform.
	Send(ctx context.Context, r Reply) error
}

// Handler deals with one event and returns when its replies were delivered.
type Handler func(context.Context, Event) error

// Paced is an adapter of a platform that limits how much may be said. Before
// each Send the bot waits until the limits allow it.
type Paced interface {
	// Overall is the limit on all calls of the connection together.
	Overall() []delivery.Limit
	// Chat is the limit on calls to the chat of an address.
	Chat(a Address) []delivery.Limit
	// Parts splits a reply into such as are one message each.
	Parts(r Reply) []Reply
}

// Tidier is an adapter that can take back what is no longer of use in earlier
// messages: buttons and countdowns.
type Tidier interface {
	// Tidy makes one call for one earlier message of the track and reports
	// whether there are more. Nothing to do is no call and no error.
	Tidy(ctx context.Context, to Address, track string) (more bool, err error)
}

// Inviter is an adapter of a platform where a member can be led from a group to
// a conversation of their own.
type Inviter interface {
	// Invite returns a link that opens the private conversation and gives a
	// command there, "" where the address is private already.
	Invite(from Address, command, about string) string
}

// Toaster is an adapter that can show a brief reply without a message.
type Toaster interface {
	// Toast shows a brief reply in answer to a press and reports whether it
	// did. It counts for no limit.
	Toast(ctx context.Context, r Reply) bool
}

// Nonced is an adapter of a platform that takes messages of one nonce only once,
// so that a send of which it is not known whether it arrived can be repeated.
type Nonced interface {
	Nonced()
}

// Speaker is an adapter of a platform that can read a reply aloud.
type Speaker interface {
	Speaks()
}

// Roomer is an adapter of a platform where a session can have a place of its
// own, such as a thread.
type Roomer interface {
	// Room makes a place for a member's session of the given name, with others
	// in it or none, and returns its address, or from itself where there can be
	// no such place. It is one call to the platform, and one for each in it.
	Room(ctx context.Context, from Address, name string, others []string) (Address, error)
}

// Watcher is an adapter that shows a session's progress by itself, such as a
// live countdown. Progress is decoration: it may be dropped, and a later one
// replaces an earlier. What an event changes is shown before its handler
// returns, and the last cue of a session is sent before its end is shown.
type Watcher interface {
	Watch(to Address, p Progress)
}

// Event is something a member did, or that happened to the conversation.
type Event struct {
	From    Address
	Server  string // the community that the chat belongs to, "" if it has none
	Message string // the platform's id of the message, which a reply may refer to
	Text    string // what was written, "" if nothing
	// Command is the word of a command that the platform knows as such, without
	// its sign: "pause". Text is then what follows it.
	Command string
	Press   string // the action of a pressed button, "" if none
	Hello   bool   // the member opened the conversation
	// Quoted is the text of the message that this one replies to, QuotedMessage
	// its id: "/ask" alone answers it.
	Quoted        string
	QuotedMessage string
	// Moderator says that the member may steer what others began.
	Moderator bool
	// Shared says that others read along where the event is from.
	Shared bool
	// Private asks for replies that nobody else sees.
	Private bool
	// Overheard was said in a group to nobody in particular. It is answered
	// only where there is hardly a doubt.
	Overheard bool
	// Gone says that nothing can be said here any more: the member blocked the
	// bot, or it was removed.
	Gone bool
	// Interrupted was being dealt with when the process died, so that it is not
	// known whether the member got the answer. It is not dealt with again.
	Interrupted bool
	// MovedTo is the new id of the chat, whose conversations and sessions move.
	MovedTo string

	// Take is called before the first effect of the event that outlives the
	// process. An event that was taken must not be handed on again. May be nil.
	Take func(context.Context) error
	// Dealt is called once the event has had its effects and its replies are
	// in line: the next of the conversation may be handed on. May be nil.
	Dealt func()
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
	ReplyTo string // the id of the message that it answers, "" for none
	Text    string // a CommonMark subset: **bold**, lists, links
	Small   string // a last line in small print: the source
	Buttons []Button
	Silent  bool // does not notify
	// Brief is a word of what was just done. A platform that can show it
	// without a message does, or drops it.
	Brief bool
	// Private is for the member alone, where the platform can do that in a
	// place with others.
	Private bool
	Urgency Urgency
	Picture string // a link, or a file inside the pack
	Sound   string
	// Track names what the reply is the latest state of: a session's id. Only
	// the latest message of a track keeps its buttons and countdown.
	Track     string
	Countdown *Countdown
	// Spoken is read aloud, where the platform is a Speaker.
	Spoken bool
	// Nonce is the same for each try of one message, and never for two: at most
	// 25 characters.
	Nonce string
}

// Countdown is a last line with the time that is left.
type Countdown struct {
	Until time.Time
	Text  string // {time} stands where the time goes, counted by the platform
	Plain string // what stands there where the platform cannot count
}

// Button is something to press instead of typing.
type Button struct {
	Label  string
	Action string // comes back as Event.Press; at most 64 bytes
	Link   string // opened instead, if not ""
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
