package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"limber/bot"
)

// side is one of the two databases of a move. While it is held no bot can serve
// it, and all is done in one transaction.
type side struct {
	engine
	name string // for operators
	tx   *sql.Tx
	// accept makes of values what the database can keep.
	accept func([]any) []any
	// put adds rows to a table.
	put func(ctx context.Context, t table, rows *stream) error
	// settle is the last that is done to what was filled; nil is nothing.
	settle func(ctx context.Context) error
	// free lets go of the database. What was not committed is undone.
	free func() error
}

// holdSource holds a database that is only read, and is not changed.
func holdSource(ctx context.Context, database string) (*side, error) {
	if IsPostgres(database) {
		p, err := connectPostgres(ctx, database)
		if err != nil {
			return nil, err
		}
		trouble := p.readable(ctx, schema)
		if _, ok := errors.AsType[*Unmade](trouble); ok {
			trouble = nothingIn(p.name())
		}
		return p.side(ctx, trouble)
	}
	// The lock would be left beside a name that was misspelt.
	if _, err := os.Stat(database); errors.Is(err, fs.ErrNotExist) {
		return nil, nothingIn(database)
	}
	lock, err := takeLock(database)
	if err != nil {
		return nil, err
	}
	r, err := openSQLiteReader(ctx, database)
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	return fileSide(ctx, database, r.engine, func() error { return errors.Join(r.Close(), lock.Unlock()) })
}

func nothingIn(database string) error {
	return fmt.Errorf("there is nothing of Limber in %s, so there is nothing to move: name the database that the configuration names", database)
}

// holdTarget holds a database that is to be filled. It is made and brought up to
// date as a bot does that begins to serve it.
func holdTarget(ctx context.Context, database string) (*side, error) {
	if IsPostgres(database) {
		p, err := OpenPostgres(ctx, database)
		if err != nil {
			return nil, err
		}
		return p.side(ctx, nil)
	}
	s, err := Open(ctx, database)
	if err != nil {
		return nil, err
	}
	// What is said to be moved is there after a power cut, too.
	if _, err := s.writer.db.ExecContext(ctx, `PRAGMA synchronous = FULL`); err != nil {
		return nil, errors.Join(s.writer.attempt(ctx, err, "opening the database"), s.Close())
	}
	return fileSide(ctx, database, s.writer.engine, s.Close)
}

// beginner is a pool, or a connection of it.
type beginner interface {
	BeginTx(ctx context.Context, o *sql.TxOptions) (*sql.Tx, error)
}

// begin begins the transaction in which all is done from then on.
func (s *side) begin(ctx context.Context, db beginner) (err error) {
	if s.tx, err = db.BeginTx(ctx, nil); err != nil {
		return err
	}
	s.query, s.patience = s.tx.QueryContext, 0
	free := s.free
	s.free = func() error { return errors.Join(unlessDone(s.tx.Rollback()), free()) }
	return nil
}

// fileSide holds a file whose lock this process has.
func fileSide(ctx context.Context, path string, e engine, free func() error) (*side, error) {
	s := &side{engine: e, name: path, accept: asTheyAre, free: free}
	if err := s.begin(ctx, e.db); err != nil {
		return nil, errors.Join(s.attempt(ctx, err, "opening the database"), free())
	}
	s.put = func(ctx context.Context, t table, rows *stream) error { return insert(ctx, s.tx, t, rows) }
	return s, nil
}

func insert(ctx context.Context, tx *sql.Tx, t table, rows *stream) error {
	var places []string
	for i := range t.columns {
		places = append(places, "$"+strconv.Itoa(i+1))
	}
	parsed, err := tx.PrepareContext(ctx, `INSERT INTO `+t.name+` (`+t.list()+`) VALUES (`+strings.Join(places, ", ")+`)`)
	if err != nil {
		return err
	}
	defer func() { _ = parsed.Close() }() // the transaction tells of trouble
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return err
		}
		if _, err := parsed.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// holds says how many rows there are, by table; "" if there are none.
func (s *side) holds(ctx context.Context) (string, error) {
	var parts []string
	for _, t := range carried {
		var rows int64
		if _, err := s.one(ctx, &rows, `SELECT count(*) FROM `+t.name); err != nil {
			return "", s.attempt(ctx, err, "counting the %s", t.name)
		}
		if rows > 0 {
			parts = append(parts, fmt.Sprintf("%s: %d", t.name, rows))
		}
	}
	return strings.Join(parts, ", "), nil
}

// read begins to read a table and leaves the rest to use. It returns the stream
// that was used.
func (s *side) read(ctx context.Context, t table, accept func([]any) []any, tell func(rows int64), use func(*stream) error) (*stream, error) {
	read := t.stream(accept, tell)
	trouble := func(err error) error { return s.attempt(ctx, err, "reading the %s of %s", t.name, s.name) }
	rows, err := s.query(ctx, `SELECT `+t.list()+` FROM `+t.name)
	if err != nil {
		return read, trouble(err)
	}
	defer func() { _ = rows.Close() }() // it was read, or says why not
	read.rows = rows
	err = use(read)
	if rows.Err() != nil {
		err = trouble(rows.Err())
	}
	return read, err
}

func drain(rows *stream) error {
	for rows.Next() {
		if _, err := rows.Values(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// connections are those that were ever served with the database.
func (s *side) connections(ctx context.Context) (list []bot.Connection, err error) {
	err = s.each(ctx, func(rows *sql.Rows) error {
		var c bot.Connection
		err := rows.Scan(&c.Platform, &c.Bot)
		list = append(list, c)
		return err
	}, `SELECT platform, bot FROM connections ORDER BY platform, bot`)
	return list, s.attempt(ctx, err, "reading the connections")
}
