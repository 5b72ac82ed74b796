package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"limber/bot"
)

func init() { jobs["move"] = moveInAnotherProcess }

// moveInAnotherProcess is given both databases as lines, and reports each row
// that went by.
func moveInAnotherProcess(ctx context.Context, both string) error {
	from, to, _ := strings.Cut(both, "\n")
	_, err := Move(ctx, from, to, func(p MoveProgress) { fmt.Println(p.Step, p.Table, p.Rows) })
	return err
}

// A move that was killed at any moment left nothing, and is begun again.
func TestMoveSurvivesKill(t *testing.T) { ways(t, moveSurvivesKill) }

func moveSurvivesKill(t *testing.T, from, to string) {
	const questions = 300
	s, end, err := openKept(t.Context(), from)
	check(t, err)
	for i := range questions {
		check(t, s.AddGap(t.Context(), bot.Gap{Pack: "p", Question: fmt.Sprint("question ", i), At: moment}))
	}
	check(t, end())
	filled(t, from)
	want := rowsIn(t, from)
	for _, rows := range []int{1, 1 + rand.IntN(questions), 1 + questions + rand.IntN(questions), 2 * questions} {
		killedAfter(t, from+"\n"+to, rows)
		for table, rows := range rowsIn(t, prepared(t, to)) {
			t.Errorf("%s has %d rows after a kill", table, len(rows))
		}
	}
	movedAgain(t, from, to)
	if diff := cmp.Diff(want, rowsIn(t, to)); diff != "" {
		t.Errorf("want (-), got (+):\n%.2000s", diff)
	}
}

// What a bot that was killed had written is moved, too.
func TestMoveOfWhatWasKilled(t *testing.T) {
	ways(t, func(t *testing.T, from, to string) {
		reported := killedAtRandom(t, "write until killed", from)
		moves(t, from, to)
		got, err := keptHere(t, to).Sessions(t.Context(), ana.Connection())
		if err != nil || len(got) != 1 || got[0].Cursor < reported || got[0].Cursor > reported+1 {
			t.Errorf("after %d was reported the store has %+v, error %v", reported, got, err)
		}
	})
}

// killedAfter kills a move after it has reported so many rows.
func killedAfter(t *testing.T, both string, rows int) {
	t.Helper()
	cmd := inAnotherProcess(t, "move", both)
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	lines := bufio.NewScanner(out)
	for n := range rows {
		if !lines.Scan() {
			t.Fatalf("the move ended after %d of its reports", n)
		}
	}
	check(t, cmd.Process.Kill())
	_ = cmd.Wait() // it was killed
}
