// Package platform is what the adapters of chat platforms have in common: the
// order in which events are dealt with, trouble that passes, calls over HTTP of
// which it is known how far they came, and messages whose buttons are taken
// back.
package platform

import (
	"context"
	"time"
)

// FinishWithin is how long each last thing may take once an adapter was told to
// end.
const FinishWithin = 5 * time.Second

// TypingAfter is how long an answer may take before the member sees that the bot
// is at it.
const TypingAfter = 700 * time.Millisecond

// Or returns a list, or the other one where it is empty.
func Or[T any](list, otherwise []T) []T {
	if len(list) > 0 {
		return list
	}
	return otherwise
}

// Pause waits for a time, or until ctx is done.
func Pause(ctx context.Context, d time.Duration) { PauseUnless(ctx, d, nil) }

// PauseUnless waits for a time and reports whether it has passed: false where
// ctx is done or over is closed before. over may be nil.
func PauseUnless(ctx context.Context, d time.Duration, over <-chan struct{}) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-over:
	case <-ctx.Done():
	}
	return false
}
