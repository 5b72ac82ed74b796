package bot

import (
	"errors"
	"fmt"
	"time"
)

// What may become of a Send that did not succeed. An error that is none of these
// will not go away by itself: the platform refuses the message.
var (
	// ErrGone: nobody can be reached at the address: blocked, removed, deleted.
	ErrGone = errors.New("nobody can be reached there")
	// ErrUnavailable: the platform did not take the message and may do so later.
	ErrUnavailable = errors.New("the platform is not available")
	// ErrUncertain: the message may have arrived. It must not be repeated.
	ErrUncertain = errors.New("it is not known whether the message arrived")
)

// Passing reports whether a call that failed can be made again as it is.
func Passing(err error) bool {
	_, limited := errors.AsType[*RateLimited](err)
	return limited || errors.Is(err, ErrUnavailable)
}

// Why a Bot's context was cancelled, where another process leads its connection
// from then on or soon. They are causes, for context.WithCancelCause, and what a
// Store's writes fail with.
var (
	// ErrLost: this process does not lead the connection any more. Nothing more
	// may be sent or saved.
	ErrLost = errors.New("this process does not lead the connection any more")
	// ErrHandedOver: another process is about to lead the connection. What is on
	// its way is brought to its end; sessions run on there.
	ErrHandedOver = errors.New("another process takes the connection over")
)

// RateLimited is a Send that the platform refused for now.
type RateLimited struct {
	After   time.Duration // when it may be tried again
	Overall bool          // all calls must wait, not only those to the chat
}

func (e *RateLimited) Error() string { return fmt.Sprintf("rate limited, again in %v", e.After) }
