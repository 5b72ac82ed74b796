package store

import (
	"context"
	"database/sql"
	"errors"
)

// single is the one connection that writes to a SQLite file. What runs at every
// boundary and every event is parsed once.
type single struct {
	db     *sql.DB
	parsed map[string]*sql.Stmt // by its text
}

func parse(ctx context.Context, db *sql.DB) (*single, error) {
	s := &single{db, map[string]*sql.Stmt{}}
	for _, query := range []string{moveSession, receiveParcel, takeParcel, forgetParcel} {
		parsed, err := db.PrepareContext(ctx, query) //nolint:sqlclosecheck // until close
		if err != nil {
			return nil, err
		}
		s.parsed[query] = parsed
	}
	return s, nil
}

func (s *single) close() error {
	var errs []error
	for _, parsed := range s.parsed {
		errs = append(errs, parsed.Close())
	}
	return errors.Join(append(errs, s.db.Close())...)
}

// run is that of writer.
func (s *single) run(ctx context.Context, statements []statement) ([]int64, error) {
	changed := make([]int64, len(statements))
	if len(statements) == 1 {
		n, err := execute(ctx, s.db, s.parsed[statements[0].query], statements[0])
		changed[0] = n
		return changed, err
	}
	err := inTransaction(ctx, s.db, func(tx *sql.Tx) (err error) {
		here := map[string]*sql.Stmt{} // what is parsed, for this transaction, which closes it
		for i, st := range statements {
			if parsed, ok := s.parsed[st.query]; ok && here[st.query] == nil {
				here[st.query] = tx.StmtContext(ctx, parsed)
			}
			if changed[i], err = execute(ctx, tx, here[st.query], st); err != nil {
				return err
			}
		}
		return nil
	})
	return changed, err
}

// executor is a database or a transaction.
type executor interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// execute executes a statement, as it was parsed if it was, and returns how many
// rows it changed.
func execute(ctx context.Context, db executor, parsed *sql.Stmt, s statement) (int64, error) {
	var done sql.Result
	var err error
	if parsed != nil {
		done, err = parsed.ExecContext(ctx, s.args...)
	} else {
		done, err = db.ExecContext(ctx, s.query, s.args...)
	}
	if err != nil {
		return 0, s.failed(err)
	}
	return done.RowsAffected()
}

// inTransaction runs all of do, or nothing of it.
func inTransaction(ctx context.Context, db *sql.DB, do func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, unlessDone(tx.Rollback()))
	}
	return tx.Commit()
}

// unlessDone drops the complaint that a transaction was rolled back already,
// as it is where its context ended.
func unlessDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}
