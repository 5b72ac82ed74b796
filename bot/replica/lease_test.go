package replica

import (
	"testing"
	"testing/synctest"
	"time"
)

// A term that was over does not begin again, also where nobody looked.
func TestTermThatWasOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lasts, looked, unseen := &term{}, &term{}, &term{}
		for _, s := range []*term{lasts, looked, unseen} {
			if !s.confirmed(time.Now()) || !s.holds() {
				t.Fatal("does not begin")
			}
		}
		time.Sleep(holdFor - time.Nanosecond)
		if !lasts.holds() || !lasts.confirmed(time.Now().Add(-time.Second)) {
			t.Error("ends early")
		}
		time.Sleep(time.Nanosecond)
		if looked.holds() {
			t.Error("lasts too long")
		}
		for name, s := range map[string]*term{"looked at": looked, "unseen": unseen} {
			if s.confirmed(time.Now()) || s.holds() {
				t.Errorf("begins again, %s", name)
			}
		}
		time.Sleep(holdFor - time.Second - time.Nanosecond)
		if lasts.holds() {
			t.Error("lasts from the end of a confirmation")
		}
	})
}
