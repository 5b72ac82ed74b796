package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"limber/bot"
)

// Led is what one leader of a connection keeps. Each write is fenced: once the
// epoch was raised by another process it changes nothing, and its error is
// bot.ErrLost. Reads are not.
type Led struct {
	reader
	writer
	postgres *Postgres
}

var (
	_ bot.Store  = (*Led)(nil)
	_ bot.Inbox  = (*Led)(nil)
	_ bot.Notes  = (*Led)(nil)
	_ bot.Sharer = (*Led)(nil)
	_ bot.Turns  = (*Led)(nil)
)

// Led returns the store of the leader of a connection, in the epoch that it has
// taken. It calls lost, maybe more than once, where a write finds that the epoch
// is over.
func (p *Postgres) Led(c bot.Connection, epoch int64, lost func()) *Led {
	fence := statement{query: `SELECT fence($1, $2, $3)`, args: []any{c.Platform, c.Bot, epoch}}
	run := func(ctx context.Context, statements []statement) ([]int64, error) {
		if len(statements) == 0 {
			return nil, ctx.Err()
		}
		changed, err := p.run(ctx, append([]statement{fence}, statements...))
		switch refusal, ok := errors.AsType[*pgconn.PgError](err); {
		case ok && refusal.Code == epochOver:
			lost()
			return nil, bot.ErrLost
		case err != nil:
			return nil, err
		}
		return changed[1:], nil
	}
	return &Led{p.reader, writer{p.engine, run}, p}
}

// Receive keeps parcels and returns those that were never received before.
//
// A parcel that was may have been kept by a call whose answer never came, and
// wait for somebody to deal with it: so there is an arrival then.
func (l *Led) Receive(ctx context.Context, c bot.Connection, list []bot.Parcel) ([]bot.Parcel, error) {
	fresh, err := l.writer.Receive(ctx, c, list)
	if err == nil && len(fresh) < len(list) {
		l.postgres.arrivals.wake(c.String())
	}
	return fresh, err
}

// Arrivals is that of Postgres.
func (l *Led) Arrivals(ctx context.Context, c bot.Connection) <-chan struct{} {
	return l.postgres.Arrivals(ctx, c)
}

// Turn is that of Postgres.
func (l *Led) Turn(ctx context.Context, name string, apart time.Duration) error {
	return l.postgres.Turn(ctx, name, apart)
}
