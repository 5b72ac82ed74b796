//go:build unix

package store

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func init() { jobs["open as nobody"] = openAsNobody }

func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	check(t, os.Chmod(filepath.Dir(dir), 0o755)) // the temporary folder is its owner's alone
	check(t, os.Chmod(dir, 0o555))
	t.Cleanup(func() { check(t, os.Chmod(dir, 0o755)) })
	path := filepath.Join(dir, "limber.db")
	out, err := inAnotherProcess(t, "open as nobody", path).CombinedOutput()
	if want := path + " cannot be opened or written: let the bot's user"; err == nil || !strings.Contains(string(out), want) {
		t.Errorf("error %v and output %s, want %q", err, out, want)
	}
}

// openAsNobody opens a database without the rights of root, who can write
// everywhere.
func openAsNobody(ctx context.Context, path string) error {
	if os.Geteuid() == 0 {
		if err := syscall.Setuid(65534); err != nil {
			return err
		}
	}
	s, err := Open(ctx, path)
	if err != nil {
		return err
	}
	return s.Close()
}
