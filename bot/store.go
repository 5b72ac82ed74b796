package bot

import (
	"context"
	"time"
)

// Store keeps what must outlive the process. Each method is one transaction:
// when it returns nil, the change survives the death of the process.
type Store interface {
	// Sessions returns the connection's sessions that have not ended.
	Sessions(ctx context.Context, c Connection) ([]Session, error)
	// PutSession writes a session whole, new or not.
	PutSession(ctx context.Context, s Session) error
	// MoveSession writes all of a known session but its timeline, which is
	// large and does not change.
	MoveSession(ctx context.Context, s Session) error

	// Conversation returns what is remembered at an address; zero if nothing.
	Conversation(ctx context.Context, a Address) (Conversation, error)
	PutConversation(ctx context.Context, a Address, c Conversation) error

	// MoveChat gives the sessions and conversations of a chat its new id.
	MoveChat(ctx context.Context, c Connection, from, to string) error

	// Clearance returns until when a member's "none of these" holds for a list
	// of restrictions; the zero time if it was never said or taken back.
	Clearance(ctx context.Context, p Person, list string) (time.Time, error)
	PutClearance(ctx context.Context, p Person, list string, until time.Time) error
	// DropClearances takes back all that the member said of restrictions.
	DropClearances(ctx context.Context, p Person) error

	// AddGap keeps a question that nobody could answer.
	AddGap(ctx context.Context, g Gap) error

	// Beat notes that the connection is being served at this moment; LastBeat
	// returns the latest note, the zero time if there is none.
	Beat(ctx context.Context, c Connection, at time.Time) error
	LastBeat(ctx context.Context, c Connection) (time.Time, error)

	// Export returns all that is kept of a member, as rows by table.
	Export(ctx context.Context, p Person) (map[string][]map[string]any, error)
	// Erase removes all that is kept of a member.
	Erase(ctx context.Context, p Person) error
	// Purge removes ended sessions, conversations, gaps, expired clearances and
	// parcels that were last touched before the given moment; parcels stay 48
	// hours in any case.
	Purge(ctx context.Context, before time.Time) error
}

// Inbox keeps what a platform brought until it was dealt with, so that a process
// that dies loses nothing and nothing is dealt with twice. Each method is one
// transaction.
type Inbox interface {
	// Receive keeps parcels and returns, in their order, those that were never
	// received before.
	Receive(ctx context.Context, c Connection, list []Parcel) (fresh []Parcel, err error)
	// Take notes that dealing with a parcel is about to have an effect, so that
	// it must not be dealt with again. An id that was never received is an
	// error.
	Take(ctx context.Context, c Connection, id int64) error
	// Finish notes that a parcel was dealt with, and forgets all of it but its
	// id.
	Finish(ctx context.Context, c Connection, id int64) error
	// Pending returns what was received and not finished, in the order of the
	// ids.
	Pending(ctx context.Context, c Connection) ([]Parcel, error)
}

// Parcel is an event as the platform brought it.
type Parcel struct {
	ID     int64
	Member string // whose it is, "" if nobody's
	Body   []byte
	Taken  bool // set by Pending
}

// Notes keep the small things that an adapter must remember, by names of its
// own choice. They hold nothing of members.
type Notes interface {
	// Note returns a note, "" if there is none.
	Note(ctx context.Context, c Connection, name string) (string, error)
	// PutNote writes a note; "" removes it.
	PutNote(ctx context.Context, c Connection, name, value string) error
}

// Sharer is an Inbox that other processes fill too.
type Sharer interface {
	// Arrivals has a value after parcels of the connection were received by
	// whatever process, until ctx is done. Values may be joined, and one may
	// come for nothing.
	Arrivals(ctx context.Context, c Connection) <-chan struct{}
}

// Turns let one process after another do what must not be done too often.
type Turns interface {
	// Turn waits until nobody has had a turn of the name for so long, and takes
	// it.
	Turn(ctx context.Context, name string, apart time.Duration) error
}

// Conversation is what the bot remembers of one member in one place.
type Conversation struct {
	Topic    string   `json:"topic,omitempty"`    // the entry last answered
	Question string   `json:"question,omitempty"` // the question last asked, for "why this?"
	Choices  []string `json:"choices,omitempty"`  // entries offered, waiting for a pick
	Shown    string   `json:"shown,omitempty"`    // the routine last previewed, which a bare "start" means
	Pending  string   `json:"pending,omitempty"`  // a routine waiting for the medical question's answer

	// Language is the one last spoken, by its code, where the pack has several;
	// PendingIn that in which what is pending was asked for.
	Language  string `json:"language,omitempty"`
	PendingIn string `json:"pending_in,omitempty"`
}

// Gap is a question that nobody could answer yet. It does not say who asked.
type Gap struct {
	Pack     string
	Question string
	At       time.Time
}
