package store

import (
	"context"
	"time"
)

// takeTurn fails to change a row while the latest turn is not long enough ago.
// One in the future is from before the server's clock was set back.
const takeTurn = `INSERT INTO turns (name, taken) VALUES ($1, clock_timestamp())
	ON CONFLICT (name) DO UPDATE SET taken = clock_timestamp()
	WHERE turns.taken NOT BETWEEN clock_timestamp() - make_interval(secs => $2) AND clock_timestamp()`

// Turn waits until no process that shares the database has had a turn of the
// name for so long, and takes it.
func (p *Postgres) Turn(ctx context.Context, name string, apart time.Duration) error {
	for {
		wait, err := p.untilTurn(ctx, name, apart)
		if err != nil {
			return p.attempt(ctx, err, "taking a turn of %s", name)
		}
		if wait == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return p.attempt(ctx, ctx.Err(), "waiting for a turn of %s", name)
		case <-time.After(wait):
		}
	}
}

// untilTurn takes a turn, or returns when it may be tried again.
func (p *Postgres) untilTurn(ctx context.Context, name string, apart time.Duration) (time.Duration, error) {
	const least = time.Millisecond
	changed, err := p.run(ctx, []statement{{query: takeTurn, args: []any{name, apart.Seconds()}}})
	if err != nil || changed[0] > 0 {
		return 0, err
	}
	var left float64 // seconds
	_, err = p.one(ctx, &left, `SELECT extract(epoch FROM taken - clock_timestamp())::double precision + $2 FROM turns WHERE name = $1`,
		name, apart.Seconds())
	return max(time.Duration(left*float64(time.Second)), least), err
}
