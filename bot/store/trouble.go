package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	code "modernc.org/sqlite/lib"
)

func unusable(path string) string {
	return path + " cannot be opened or written: let the bot's user read and write the file and its folder, or name another database in the configuration"
}

func noDatabase(path string) string {
	return path + " is no database, or a damaged one, and was not touched: move it away, or name another in the configuration"
}

// explainer returns a function that puts before a failure of SQLite a sentence
// that says what to do about it, for the failures that an operator can mend.
func explainer(path string) func(error) error {
	return func(err error) error {
		var failure *sqlite.Error
		if !errors.As(err, &failure) {
			return err
		}
		var advice string
		switch failure.Code() & 0xff { // the rest of the code is detail
		case code.SQLITE_CORRUPT:
			advice = path + " is damaged: stop the bot, move the file and its -wal away, and put a backup in its place or begin anew"
		case code.SQLITE_NOTADB:
			advice = noDatabase(path)
		case code.SQLITE_FULL:
			advice = "the disk that holds " + path + " is full: make room"
		case code.SQLITE_READONLY, code.SQLITE_CANTOPEN, code.SQLITE_PERM:
			advice = unusable(path)
		case code.SQLITE_BUSY, code.SQLITE_LOCKED:
			advice = path + " is held by another program, such as a database browser: close it there"
		case code.SQLITE_IOERR:
			advice = path + " could not be read or written by the system: see to the disk"
		default:
			return err
		}
		return fmt.Errorf("%s: %w", advice, err)
	}
}
