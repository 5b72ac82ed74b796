package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

//go:embed sqlite/*.sql postgres/*.sql
var schema embed.FS

const (
	// ours is the application id in the file's header: "Lmbr". It tells our
	// databases from other programs'.
	ours = 0x4c6d6272
	// smallest is the size of SQLite's smallest page, in bytes.
	smallest = 512
	// backups is how many copies from before upgrades are kept.
	backups = 10
)

// stepNames returns the files of an engine's steps, in order. Step n leads from
// version n-1 to n.
func stepNames(steps fs.FS, engine string) ([]string, error) {
	names, err := fs.Glob(steps, engine+"/*.sql")
	slices.Sort(names)
	for i, name := range names {
		if !strings.HasPrefix(filepath.Base(name), fmt.Sprintf("%04d_", i+1)) {
			return nil, fmt.Errorf("%s should be number %04d", name, i+1)
		}
	}
	return names, err
}

// versionOf returns the version of the database in a file, 0 for an empty one.
// It changes nothing, whatever the file is.
func versionOf(ctx context.Context, path string) (version int, err error) {
	switch info, err := os.Stat(path); {
	case err != nil:
		return 0, fmt.Errorf("%s: %w", unusable(path), err)
	case !info.Mode().IsRegular():
		return 0, fmt.Errorf("%s: it is not a file", unusable(path))
	case 0 < info.Size() && info.Size() < smallest: // SQLite takes a file of one byte for an empty one
		return 0, errors.New(noDatabase(path))
	}
	db, err := pool(path, "ro", 1)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var owner, tables int
	err = db.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`).
		Scan(&owner, &version, &tables)
	switch {
	case err != nil:
		return 0, engine{explain: explainer(path)}.attempt(ctx, err, "opening the database")
	case owner != ours && (owner != 0 || version != 0 || tables != 0):
		return 0, fmt.Errorf("%s is the database of another program and was not touched: name another in the configuration", path)
	}
	return version, nil
}

func olderLimber(name string) string {
	return name + " is of an older Limber: run the bot once, which brings it up to date"
}

// tooNew is what is said of a database that this program does not know yet.
func tooNew(path string, version, known int) error {
	return fmt.Errorf("%s is of a newer Limber (version %d, this one knows %d): run the newer one, or put a backup from before the upgrade in its place",
		path, version, known)
}

// migrate takes the steps that the database has not seen, each whole or not at
// all. A copy of a database that holds something is kept before.
func migrate(ctx context.Context, db *sql.DB, path string, version int, steps fs.FS, names []string) error {
	if 0 < version && version < len(names) {
		if err := backUp(ctx, db, path, version); err != nil {
			return fmt.Errorf("keeping a copy before the upgrade: %w", err)
		}
	}
	for i, name := range names[version:] {
		if err := step(ctx, db, steps, name, version+i+1); err != nil {
			return fmt.Errorf("upgrading with %s: %w", filepath.Base(name), err)
		}
	}
	return nil
}

func step(ctx context.Context, db *sql.DB, steps fs.FS, name string, version int) error {
	text, err := fs.ReadFile(steps, name)
	if err != nil {
		return err
	}
	mark := fmt.Sprintf("\nPRAGMA application_id = %d;\nPRAGMA user_version = %d", ours, version)
	return inTransaction(ctx, db, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, string(text)+mark)
		return err
	})
}

// backUp copies the database to "<path>.backup-<version>-<time>". The copy has
// its name only once it is whole.
func backUp(ctx context.Context, db *sql.DB, path string, version int) error {
	name := fmt.Sprintf("%s.backup-%d-%s", path, version, time.Now().UTC().Format("20060102T150405.000Z"))
	part := path + ".unfinished-backup"
	if err := os.WriteFile(part, nil, 0o600); err != nil { // VACUUM takes an empty file, with its rights
		return err
	}
	_, err := db.ExecContext(ctx, `VACUUM INTO $1`, part)
	if err == nil {
		err = os.Rename(part, name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return dropOldBackups(path)
}

func dropOldBackups(path string) error {
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return err
	}
	var names []string
	for _, f := range files {
		if strings.HasPrefix(f.Name(), filepath.Base(path)+".backup-") {
			names = append(names, f.Name())
		}
	}
	// By time, which the name ends with: version 10 is after version 9.
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(stamp(a), stamp(b)) })
	var errs []error
	for _, name := range names[:max(len(names)-backups, 0)] {
		errs = append(errs, os.Remove(filepath.Join(filepath.Dir(path), name)))
	}
	return errors.Join(errs...)
}

func stamp(name string) string { return name[strings.LastIndex(name, "-")+1:] }
