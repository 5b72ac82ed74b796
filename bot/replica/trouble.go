package replica

import (
	"log/slog"
	"time"
)

// trouble is that PostgreSQL cannot be reached. It is told at its beginning and
// at its end.
type trouble struct {
	log      *slog.Logger
	err      error // nil while there is none
	began    time.Time
	attempts int
}

func (t *trouble) begins(err error) {
	if t.err == nil {
		t.began = time.Now()
		t.log.Error("the connection to PostgreSQL is lost or cannot be made: this replica leads nothing without it, "+
			"and tries until it is back; see that the server runs and can be reached from this machine", "error", err)
	}
	t.err = err
}

// wait returns how long to wait before the next attempt.
func (t *trouble) wait() time.Duration {
	t.attempts++
	return backoff(t.attempts-1, firstSit, lastSit)
}

func (t *trouble) ends() {
	if t.err != nil {
		t.log.Info("the connection to PostgreSQL is back", "after", time.Since(t.began), "attempts", t.attempts)
	}
	t.err, t.attempts = nil, 0
}
