package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"limber/bot"
)

const (
	// outage is for how long something is tried again where it failed for a
	// reason that may pass, such as a server that starts again. A leader learns
	// within that time whether it still leads.
	outage = 5 * time.Second
	// firstPause is the pause before the second try; each is twice as long.
	firstPause = 20 * time.Millisecond
)

// retry does what it is given again where it fails for a reason that may pass.
func retry[T any](ctx context.Context, do func() (T, error)) (T, error) {
	begun := time.Now()
	for pause := firstPause; ; pause *= 2 {
		result, err := do()
		if err == nil || !passing(err) || time.Since(begun)+pause > outage {
			return result, err
		}
		select {
		case <-ctx.Done():
			return result, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// query begins to read rows.
func (p *Postgres) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	args = accepted(args)
	return retry(ctx, func() (*sql.Rows, error) { return p.db.QueryContext(ctx, query, args...) })
}

// run executes statements as one transaction and returns how many rows each of
// them changed. It may do so twice where an answer did not come: done twice, each
// of ours leaves what done once does, but for a gap's.
func (p *Postgres) run(ctx context.Context, statements []statement) ([]int64, error) {
	if err := ctx.Err(); len(statements) == 0 || err != nil {
		return nil, err
	}
	return retry(ctx, func() ([]int64, error) { return p.once(ctx, statements) })
}

// once sends the statements together and takes all answers: one round trip, in
// which PostgreSQL makes one transaction of them.
func (p *Postgres) once(ctx context.Context, statements []statement) (_ []int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	batch := &pgx.Batch{}
	for _, s := range statements {
		batch.Queue(s.query, accepted(s.args)...)
	}
	results := p.pool.SendBatch(ctx, batch)
	changed := make([]int64, len(statements))
	for i, s := range statements {
		done, err := results.Exec()
		if err != nil {
			_ = results.Close() // says the same again
			return nil, s.failed(err)
		}
		changed[i] = done.RowsAffected()
	}
	// The transaction is committed where this works, and not before.
	return changed, results.Close()
}

// passing reports whether what failed may work soon.
func passing(err error) bool {
	if refusal, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch refusal.Code {
		case deadlock, serialization, tooManyConnections, adminShutdown, crashShutdown, startingUp:
			return true
		}
		return false
	}
	return !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) && unconnected(err)
}

// unconnected reports whether an error is that of a connection, and not one of
// the server's answers.
func unconnected(err error) bool {
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	_, network := errors.AsType[net.Error](err)
	return connecting || network || pgconn.SafeToRetry(err) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// Receive keeps what a connection's platform brought to this process, which need
// not lead it, and tells the process that does. It returns the parcels that were
// never received before.
func (p *Postgres) Receive(ctx context.Context, c bot.Connection, list []bot.Parcel) ([]bot.Parcel, error) {
	if len(list) == 0 {
		return nil, nil
	}
	w := writer{engine: p.engine, run: func(ctx context.Context, statements []statement) ([]int64, error) {
		return p.run(ctx, append(statements, statement{query: `SELECT pg_notify($1, $2)`, args: []any{inboxChannel, c.String()}}))
	}}
	return w.Receive(ctx, c, list)
}
