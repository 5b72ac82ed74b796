package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What was reported as written is there after a kill at any moment, and what
// is there is whole.
func TestSurvivesKill(t *testing.T) {
	path := databaseHere(t)
	for round := range 5 {
		cmd := inAnotherProcess(t, "write until killed", path)
		out, err := cmd.StdoutPipe()
		check(t, err)
		check(t, cmd.Start())
		lines := bufio.NewScanner(out)
		reported := -1
		for range 1 + rand.IntN(300) {
			if !lines.Scan() {
				t.Fatalf("round %d: the writer stopped after %d", round, reported)
			}
			if _, err := fmt.Sscanf(lines.Text(), "written %d", &reported); err != nil {
				t.Fatalf("round %d: the writer says %q", round, lines.Text())
			}
		}
		check(t, cmd.Process.Kill())
		for lines.Scan() { // what it still said before it died
			_, err := fmt.Sscanf(lines.Text(), "written %d", &reported)
			check(t, err)
		}
		_ = cmd.Wait() // it was killed

		s, err := Open(t.Context(), path)
		check(t, err)
		got, err := s.Sessions(t.Context(), ana.Connection())
		check(t, err)
		if len(got) != 1 || got[0].Cursor < reported || got[0].Cursor > reported+1 {
			t.Fatalf("round %d: after %d was reported the store has %+v", round, reported, got)
		}
		want := session("s")
		want.Cursor = got[0].Cursor
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Errorf("round %d: want (-), got (+):\n%s", round, diff)
		}
		check(t, s.Close())
	}
}

func writeUntilKilled(ctx context.Context, path string) error {
	store, err := Open(ctx, path)
	if err != nil {
		return err
	}
	s := session("s")
	if err := store.PutSession(ctx, s); err != nil {
		return err
	}
	for {
		if err := store.MoveSession(ctx, s); err != nil {
			return err
		}
		fmt.Println("written", s.Cursor)
		s.Cursor++
	}
}
