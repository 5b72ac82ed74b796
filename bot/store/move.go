package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	"limber/bot"
)

// Moved is what a move has carried over.
type Moved struct {
	From, To string // for operators, without a password
	// Tables are all that are carried, also those that have no rows.
	Tables []MovedTable
	// Connections are those that were ever served with the database.
	Connections []bot.Connection
	// Before reports that an earlier move had done it all: nothing was written.
	Before bool
	// Altered is how many rows have a text with something that the new database
	// cannot keep: U+FFFD stands there instead.
	Altered int64
}

// MovedTable is a table and how many rows it has.
type MovedTable struct {
	Name string
	Rows int64
}

// MoveProgress is told as rows go by.
type MoveProgress struct {
	Table string
	Rows  int64 // so far
	Step  string
}

// The steps of a move.
const (
	Carrying = "carrying"
	Checking = "checking"
)

// Move carries all that is kept over from one database to another, each named as
// in the configuration. Both are held meanwhile, so that no bot serves them. The
// source stays as it is. The target is made where there is none, and has all or
// nothing: it must be empty, or hold just these rows already. What is in it is
// read back and checked before it counts; so a move that was ended at any moment
// is begun again.
//
// It refuses, with a sentence for people, a database that is in use, that is not
// there, or that holds other rows.
func Move(ctx context.Context, from, to string, tell func(MoveProgress)) (_ Moved, err error) {
	if sameDatabase(from, to) {
		return Moved{}, errors.New("that to move from and that to move to are the same database: name two")
	}
	source, err := holdSource(ctx, from)
	if err != nil {
		return Moved{}, err
	}
	defer func() { _ = source.free() }() // it was only read
	target, err := holdTarget(ctx, to)
	if err != nil {
		return Moved{}, err
	}
	m := &move{source: source, target: target, tell: tell, is: Moved{From: source.name, To: target.name}}
	err = m.run(ctx)
	if freed := target.free(); err == nil {
		err = freed
	}
	return m.is, err
}

func sameDatabase(a, b string) bool {
	if a == b || IsPostgres(a) || IsPostgres(b) {
		return a == b // two URLs can be of one; a lock tells
	}
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

type move struct {
	source, target *side
	tell           func(MoveProgress)
	is             Moved
}

func (m *move) run(ctx context.Context) error {
	there, err := m.target.holds(ctx)
	if err != nil {
		return err
	}
	m.is.Before = there != ""
	for _, t := range carried {
		want, err := m.take(ctx, t)
		if err != nil {
			return err
		}
		got, err := m.target.read(ctx, t, asTheyAre, m.telling(t, Checking), drain)
		switch {
		case err != nil:
			return err
		case got.sum == want:
			m.is.Tables = append(m.is.Tables, MovedTable{t.name, want.rows})
		case m.is.Before:
			return fmt.Errorf("%s holds other rows already (%s), and nothing was moved: name a database that is new or empty. If a bot has served it since an earlier move, there is nothing left to move",
				m.target.name, there)
		default:
			return fmt.Errorf("what %s gives back of its %s is not what was written to it (%d rows, of %d), and nothing was moved: see to its disk and memory",
				m.target.name, t.name, got.sum.rows, want.rows)
		}
	}
	if m.is.Connections, err = m.source.connections(ctx); err != nil || m.is.Before {
		return err
	}
	if m.target.settle != nil {
		err = m.target.settle(ctx)
	}
	if err == nil {
		err = m.target.tx.Commit()
	}
	return m.target.attempt(ctx, err, "completing the move")
}

// take reads a table of the source, puts it into the target unless that was done
// before, and returns what must be there then.
func (m *move) take(ctx context.Context, t table) (digest, error) {
	step, use := Checking, drain
	if !m.is.Before {
		step, use = Carrying, func(rows *stream) error {
			return m.target.attempt(ctx, m.target.put(ctx, t, rows), "carrying the %s over", t.name)
		}
	}
	rows, err := m.source.read(ctx, t, m.target.accept, m.telling(t, step), use)
	m.is.Altered += rows.altered
	return rows.sum, err
}

func (m *move) telling(t table, step string) func(int64) {
	return func(rows int64) { m.tell(MoveProgress{Table: t.name, Rows: rows, Step: step}) }
}
