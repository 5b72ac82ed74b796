package gateway

import "time"

const keepEvery = time.Second

// keeper hands the session on to be kept: not for every event.
type keeper struct {
	keep  func(Session) // nil: nobody keeps it
	kept  Session
	timer *time.Timer // runs while a change is not yet written
	at    time.Time   // of the last write
}

// changed notes that the session is another one, or further along.
func (k *keeper) changed(s Session) {
	if k.keep == nil || s == k.kept {
		return
	}
	wait := keepEvery - time.Since(k.at)
	if s.ID != k.kept.ID || s.URL != k.kept.URL || wait <= 0 {
		k.write(s)
	} else if k.timer == nil {
		k.timer = time.NewTimer(wait)
	}
}

// due tells when the session is to be written.
func (k *keeper) due() <-chan time.Time {
	if k.timer == nil {
		return nil
	}
	return k.timer.C
}

func (k *keeper) write(s Session) {
	if k.timer != nil {
		k.timer.Stop()
		k.timer = nil
	}
	if k.keep == nil || s == k.kept {
		return
	}
	k.keep(s)
	k.kept, k.at = s, time.Now()
}
