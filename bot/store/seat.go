package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"limber/bot"
)

// Seat is the connection to PostgreSQL on which a replica holds the advisory
// locks of what it leads. They are free again as soon as its session ends, and
// PostgreSQL ends the session of a Seat that has not been heard of for 5 s.
//
// It is for one goroutine. After an error that is not ErrBusy it is of no use
// any more and must be closed. Each method ends with an error when its ctx is
// done, and so must have one that ends.
type Seat struct {
	conn    *pgx.Conn
	replica string
	cut     context.CancelFunc // ends its network connections
}

// ErrBusy says that a write of the leader is still under way. Another attempt is
// worth it.
var ErrBusy = errors.New("a write of the earlier leader is under way")

// Standing is how a replica stands that is there. Connections are named as
// their String does.
type Standing struct {
	Replica string
	Serves  []string // what it leads or would lead
	Holds   []string // whose locks are its own
}

// Former is the one that led a connection before.
type Former struct {
	Replica  string
	Released bool          // it had ended all its work and let go of the connection
	Silent   time.Duration // since it last confirmed its locks; 0 if that is not known
}

const (
	// idleFor is after how long PostgreSQL ends the session of a replica that is
	// frozen or cut off.
	idleFor = "5s"
	// statementFor ends a statement of a replica that may be gone.
	statementFor = "2s"
	// lockFor is how long other statements of a Seat may have to wait for one
	// that waits for a lock.
	lockFor = "300ms"
	// closeFor is how long PostgreSQL is waited for at the end.
	closeFor = time.Second
	// leaders is told when a connection has become free or is led.
	leaders = "limber_leaders"
)

// The codes that PostgreSQL, and poolers for it, give to errors.
const (
	lockNotAvailable  = "55P03"
	protocolViolation = "08P01"
)

// held are the advisory locks of all sessions in this database.
const held = `held AS (
	SELECT pid, classid::bigint << 32 | objid::bigint AS lock FROM pg_locks
	WHERE locktype = 'advisory' AND objsubid = 1 AND granted
	AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`

// TakeSeat connects a replica to a database that OpenPostgres has made. What an
// earlier Seat of the same replica still holds becomes free.
func TakeSeat(ctx context.Context, config *pgx.ConnConfig, replica string) (*Seat, error) {
	config = config.Copy()
	for name, value := range map[string]string{
		"application_name":                    "limber " + replica,
		"idle_session_timeout":                idleFor,
		"idle_in_transaction_session_timeout": idleFor,
		"statement_timeout":                   statementFor,
		"lock_timeout":                        lockFor,
	} {
		config.RuntimeParams[name] = value
	}
	cut := tie(config)
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		cut()
		if isCode(err, protocolViolation) {
			err = fmt.Errorf("%s: %w", noPooler, err)
		}
		return nil, err
	}
	s := &Seat{conn: conn, replica: replica, cut: cut}
	batch := &pgx.Batch{}
	batch.Queue("LISTEN " + leaders)
	// One that PostgreSQL has not seen the end of may hold it too.
	batch.Queue("SELECT pg_advisory_lock_shared(replica_lock($1))", replica)
	batch.Queue("WITH "+held+" SELECT pg_terminate_backend(pid) FROM held WHERE lock = replica_lock($1) AND pid <> pg_backend_pid()", replica)
	batch.Queue("DELETE FROM replicas WHERE seen < clock_timestamp() - INTERVAL '1 day'")
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
		s.Close()
		return nil, fmt.Errorf("taking a seat: %w", err)
	}
	return s, nil
}

// noPooler is what to do about one that gives a session to several programs.
const noPooler = "between this process and PostgreSQL is a pooler that does not keep sessions apart: " +
	"let the database's URL name PostgreSQL itself, or have the pooler keep sessions"

// Confirm notes that this replica is there and would lead these connections,
// and returns the standing of all that are, its own among them. Where it
// succeeds, the Seat holds all locks that it was given, and did after the call.
func (s *Seat) Confirm(ctx context.Context, serves []bot.Connection) ([]Standing, error) {
	platforms, bots, names := make([]string, len(serves)), make([]string, len(serves)), make([]string, len(serves))
	for i, c := range serves {
		platforms[i], bots[i], names[i] = c.Platform, c.Bot, c.String()
	}
	var pid uint32
	var all []Standing
	batch := &pgx.Batch{}
	batch.Queue(`INSERT INTO replicas (id, serves) VALUES ($1, $2)
		ON CONFLICT (id) DO UPDATE SET seen = clock_timestamp(), serves = excluded.serves RETURNING pg_backend_pid()`,
		s.replica, names).QueryRow(func(row pgx.Row) error { return row.Scan(&pid) })
	batch.Queue(`INSERT INTO connections (platform, bot) SELECT * FROM unnest($1::text[], $2::text[]) AS mine (p, b)
		WHERE NOT EXISTS (SELECT FROM connections WHERE platform = p AND bot = b) ON CONFLICT DO NOTHING`, platforms, bots)
	batch.Queue(`WITH ` + held + `, led AS (
			SELECT pid, platform || '/' || bot AS name FROM connections JOIN held ON lock = lead_lock(platform, bot))
		SELECT id, serves, ARRAY(SELECT name FROM led JOIN held USING (pid) WHERE lock = replica_lock(id) ORDER BY name)
		FROM replicas WHERE replica_lock(id) IN (SELECT lock FROM held) ORDER BY id`).Query(func(rows pgx.Rows) (err error) {
		all, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Standing])
		return err
	})
	if err := s.conn.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("confirming the locks: %w", err)
	}
	if pid != s.conn.PgConn().PID() {
		return nil, errors.New(noPooler)
	}
	return all, nil
}

// Try takes the lock of a connection and tells who led it before, unless
// another Seat holds it. It must not be held already.
func (s *Seat) Try(ctx context.Context, c bot.Connection) (got bool, former Former, err error) {
	batch := &pgx.Batch{}
	batch.Queue("SELECT pg_try_advisory_lock(lead_lock($1, $2))", c.Platform, c.Bot).
		QueryRow(func(row pgx.Row) error { return row.Scan(&got) })
	// Of its own: it sees what was written until the lock was free.
	batch.Queue(`SELECT leader, released, coalesce(extract(epoch FROM clock_timestamp() - seen), 0)::float8
		FROM connections LEFT JOIN replicas ON id = leader WHERE platform = $1 AND bot = $2`, c.Platform, c.Bot).
		QueryRow(func(row pgx.Row) error {
			var silent float64
			err := row.Scan(&former.Replica, &former.Released, &silent)
			former.Silent = time.Duration(silent * float64(time.Second))
			return err
		})
	if err := s.conn.SendBatch(ctx, batch).Close(); err != nil {
		return false, Former{}, fmt.Errorf("trying to lock %s: %w", c, err)
	}
	return got, former, nil
}

// Take makes this replica the leader of a connection whose lock it holds, from
// the epoch on that it returns. Writes of all earlier epochs fail from then on;
// ErrBusy means that one is under way.
func (s *Seat) Take(ctx context.Context, c bot.Connection) (epoch int64, err error) {
	batch := &pgx.Batch{}
	batch.Queue("SELECT pg_advisory_xact_lock(fence_lock($1, $2))", c.Platform, c.Bot)
	batch.Queue(`UPDATE connections SET epoch = epoch + 1, leader = $3, released = false
		WHERE platform = $1 AND bot = $2 RETURNING epoch`, c.Platform, c.Bot, s.replica).
		QueryRow(func(row pgx.Row) error { return row.Scan(&epoch) })
	batch.Queue("SELECT pg_notify($1, '')", leaders)
	err = orBusy(s.conn.SendBatch(ctx, batch).Close())
	if errors.Is(err, ErrBusy) {
		err = errors.Join(err, s.endWrites(ctx, c))
	}
	if err != nil {
		return 0, fmt.Errorf("taking %s over: %w", c, err)
	}
	return epoch, nil
}

// endWrites ends the sessions that have begun a write for a connection and wait
// for the rest of it: a leader that was cut off in the middle may have left one.
func (s *Seat) endWrites(ctx context.Context, c bot.Connection) error {
	_, err := s.conn.Exec(ctx, "WITH "+held+` SELECT pg_terminate_backend(pid) FROM held JOIN pg_stat_activity USING (pid)
		WHERE lock = fence_lock($1, $2) AND wait_event_type = 'Client'`, c.Platform, c.Bot)
	return err
}

// Release notes that all work for a connection that this replica leads has
// ended, so that the next leader need not wait. The lock stays.
func (s *Seat) Release(ctx context.Context, c bot.Connection, epoch int64) error {
	_, err := s.conn.Exec(ctx, `UPDATE connections SET released = true WHERE platform = $1 AND bot = $2 AND epoch = $3`,
		c.Platform, c.Bot, epoch)
	if err := orBusy(err); err != nil {
		return fmt.Errorf("releasing %s: %w", c, err)
	}
	return nil
}

// Unlock gives the lock of a connection back, and tells the other replicas.
func (s *Seat) Unlock(ctx context.Context, c bot.Connection) error {
	batch := &pgx.Batch{}
	batch.Queue("SELECT pg_advisory_unlock(lead_lock($1, $2))", c.Platform, c.Bot)
	batch.Queue("SELECT pg_notify($1, '')", leaders)
	if err := s.conn.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("unlocking %s: %w", c, err)
	}
	return nil
}

// Listen waits until a connection may have become free, the session has ended,
// which is an error, or ctx is done, which is none.
func (s *Seat) Listen(ctx context.Context) error {
	if _, err := s.conn.WaitForNotification(ctx); err != nil && (ctx.Err() == nil || s.conn.IsClosed()) {
		return fmt.Errorf("listening: %w", err)
	}
	return nil
}

// Leave forgets this replica, which leads nothing any more.
func (s *Seat) Leave(ctx context.Context) error {
	if _, err := s.conn.Exec(ctx, "DELETE FROM replicas WHERE id = $1", s.replica); err != nil {
		return fmt.Errorf("leaving: %w", err)
	}
	return nil
}

// Close ends the session, and with it all locks.
func (s *Seat) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), closeFor)
	defer cancel()
	_ = s.conn.Close(ctx) // PostgreSQL sees the end of the network connection too
	s.cut()
	<-s.conn.PgConn().CleanupDone()
}

// orBusy returns ErrBusy for a lock that was not free in time.
func orBusy(err error) error {
	if isCode(err, lockNotAvailable) {
		return ErrBusy
	}
	return err
}

func isCode(err error, code string) bool {
	var failure *pgconn.PgError
	return errors.As(err, &failure) && failure.Code == code
}
