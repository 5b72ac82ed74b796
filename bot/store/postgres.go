package store

import (
	"context"
	"io/fs"
	"maps"
	"net"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"limber/bot"
)

// Postgres is a database on a server, shared by all processes that open it. What
// a process saves for the connections that it leads it saves through Led.
type Postgres struct {
	reader
	pool     *pgxpool.Pool
	arrivals *arrivals
}

var (
	_ bot.Sharer = (*Postgres)(nil)
	_ bot.Turns  = (*Postgres)(nil)
)

const (
	// connections is how many a process has at most for its rows, where the URL
	// does not say pool_max_conns. Besides it has one for its seat and one that
	// listens.
	connections = 10
	// patience is for how long a statement is waited for. The server gives up a
	// little earlier, and sooner still on what another statement holds.
	patience         = 30 * time.Second
	statementTimeout = "25s"
	lockTimeout      = "5s"
	// connecting is how long making a connection may take where the URL does not
	// say connect_timeout, and answering how long one may take that was idle.
	connecting = 5 * time.Second
	answering  = 2 * time.Second
)

// IsPostgres reports whether a database, as the configuration names it, is the
// URL of one on PostgreSQL, and not a file.
func IsPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

// OpenPostgres opens the database of a URL such as
// postgres://user:password@host:5432/name and brings its schema up to date; it
// may be served by other processes meanwhile. It refuses, with a sentence for
// people, a database that it cannot reach, that is none for it, or that is of a
// newer Limber this one cannot work with. No error shows the password.
func OpenPostgres(ctx context.Context, where string) (*Postgres, error) {
	return openPostgres(ctx, where, schema)
}

func openPostgres(ctx context.Context, where string, steps fs.FS) (*Postgres, error) {
	p, err := connectPostgres(ctx, where)
	if err != nil {
		return nil, err
	}
	if err := p.migrate(ctx, steps); err != nil {
		_ = p.Close() // it was not used
		return nil, err
	}
	return p, nil
}

// connectPostgres finds a server that is fit for Limber. It changes nothing.
func connectPostgres(ctx context.Context, where string) (*Postgres, error) {
	config, err := postgresConfig(where)
	if err != nil {
		return nil, err
	}
	explain := postgresExplainer(config.ConnConfig)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, explain(err)
	}
	p := &Postgres{
		reader: reader{engine{
			db: stdlib.OpenDBFromPool(pool), explain: explain,
			unplanned: []any{pgx.QueryExecModeExec}, patience: patience,
		}},
		pool: pool,
	}
	p.reader.query = p.query
	p.arrivals = &arrivals{connect: p.connect}
	if err := p.fit(ctx); err != nil {
		_ = p.Close() // it was not used
		return nil, err
	}
	return p, nil
}

// postgresConfig reads the URL. What it says goes before what is said here, but
// for what the fence needs.
func postgresConfig(where string) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(where)
	if err != nil {
		return nil, unreadable(where, err)
	}
	if u, err := url.Parse(where); err != nil || !u.Query().Has("pool_max_conns") {
		config.MaxConns = connections
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connecting
	}
	config.PingTimeout = answering
	config.ConnConfig.DialFunc = (&net.Dialer{KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: connecting, Interval: answering, Count: 3,
	}}).DialContext
	settings := config.ConnConfig.RuntimeParams
	said := maps.Clone(settings)
	maps.Copy(settings, map[string]string{
		"application_name":                    "limber",
		"statement_timeout":                   statementTimeout,
		"lock_timeout":                        lockTimeout,
		"idle_in_transaction_session_timeout": statementTimeout,
	})
	maps.Copy(settings, said)
	// Each statement after the fence sees what was written before it.
	settings["default_transaction_isolation"] = "read committed"
	settings["client_encoding"] = "UTF8"
	return config, nil
}

// fit tells whether the server can hold the database.
func (p *Postgres) fit(ctx context.Context) error {
	const oldest = 140000 // 14: idle_session_timeout
	var version int
	var encoding string
	err := p.pool.QueryRow(ctx, `SELECT current_setting('server_version_num')::integer, current_setting('server_encoding')`).
		Scan(&version, &encoding)
	switch {
	case err != nil:
		return p.attempt(ctx, err, "opening the database")
	case version < oldest:
		return tooOld(p.name(), version)
	case encoding != "UTF8":
		return notUTF8(p.name(), encoding)
	}
	return nil
}

// connect makes a connection of its own, past the pool, with settings of the
// server besides those of the pool.
func (p *Postgres) connect(ctx context.Context, settings map[string]string) (*pgx.Conn, error) {
	config := p.pool.Config().ConnConfig
	maps.Copy(config.RuntimeParams, settings)
	return pgx.ConnectConfig(ctx, config)
}

// Seat connects a replica past the pool, to hold the locks of what it leads.
func (p *Postgres) Seat(ctx context.Context, replica string) (*Seat, error) {
	seat, err := TakeSeat(ctx, p.pool.Config().ConnConfig, replica)
	if err != nil {
		return nil, p.explain(err)
	}
	return seat, nil
}

// Close ends all connections. Calls that are under way are waited for.
func (p *Postgres) Close() error {
	p.arrivals.close()
	err := p.db.Close()
	p.pool.Close()
	return err
}

// openPostgresReader opens a database for reading, and changes nothing.
func openPostgresReader(ctx context.Context, where string) (*Reader, error) {
	p, err := connectPostgres(ctx, where)
	if err != nil {
		return nil, err
	}
	if err := p.readable(ctx, schema); err != nil {
		_ = p.Close() // it was not used
		return nil, err
	}
	return &Reader{p.reader, p.Close}, nil
}

// accepted makes of arguments what PostgreSQL takes: its texts have no NUL and
// no invalid UTF-8, which those of SQLite may have.
func accepted(args []any) []any {
	var changed []any
	for i, arg := range args {
		text, ok := arg.(string)
		if !ok || utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 {
			continue
		}
		if changed == nil {
			changed = append(changed, args...) // they are the caller's
		}
		const instead = "\ufffd"
		changed[i] = strings.ReplaceAll(strings.ToValidUTF8(text, instead), "\x00", instead)
	}
	if changed == nil {
		return args
	}
	return changed
}
