package store

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"limber/bot"
)

// killedAtRandom runs a job that reports each write with its number, kills it
// at some moment, and returns the last number that was reported.
func killedAtRandom(t *testing.T, job, path string) int {
	t.Helper()
	cmd := inAnotherProcess(t, job, path)
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	lines := bufio.NewScanner(out)
	reported := -1
	for range 1 + rand.IntN(300) {
		if !lines.Scan() {
			t.Fatalf("the writer stopped after %d", reported)
		}
		if _, err := fmt.Sscanf(lines.Text(), "written %d", &reported); err != nil {
			t.Fatalf("the writer says %q", lines.Text())
		}
	}
	check(t, cmd.Process.Kill())
	for lines.Scan() { // what it still said before it died
		_, err := fmt.Sscanf(lines.Text(), "written %d", &reported)
		check(t, err)
	}
	_ = cmd.Wait() // it was killed
	return reported
}

// What was reported as written is there after a kill at any moment, and what
// is there is whole.
func TestSurvivesKill(t *testing.T) { onEach(t, survivesKill) }

func survivesKill(t *testing.T, where string) {
	for round := range 5 {
		reported := killedAtRandom(t, "write until killed", where)
		s, end, err := openKept(t.Context(), where)
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
		check(t, end())
	}
}

func writeUntilKilled(ctx context.Context, where string) error {
	store, _, err := openKept(ctx, where)
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

// What was received is pending after a kill at any moment until it was taken,
// and is never fresh again.
func TestInboxSurvivesKill(t *testing.T) {
	for range 5 {
		onEach(t, inboxSurvivesKill)
	}
}

func inboxSurvivesKill(t *testing.T, where string) {
	reported := killedAtRandom(t, "receive until killed", where)
	s := keptHere(t, where)
	got, err := s.Pending(t.Context(), ana.Connection())
	check(t, err)
	asWhole := cmp.Comparer(bytes.Equal) // byte by byte takes seconds
	received, want := pendingAfter(reported)
	if orMore, orWant := pendingAfter(reported + 1); !cmp.Equal(want, got, asWhole) {
		received, want = orMore, orWant
	}
	if diff := cmp.Diff(want, got, asWhole); diff != "" {
		t.Errorf("pending after the write %d was reported: want (-), got (+):\n%s", reported, diff)
	}
	fresh, err := s.Receive(t.Context(), ana.Connection(), received)
	if err != nil || len(fresh) != 0 {
		t.Errorf("fresh again after the write %d was reported: %v, error %v", reported, fresh, err)
	}
}

// receiveUntilKilled receives two parcels, takes the first, finishes it, and so
// on with the next two.
func receiveUntilKilled(ctx context.Context, where string) error {
	store, _, err := openKept(ctx, where)
	if err != nil {
		return err
	}
	for write := 0; ; write++ {
		switch pair := pairOf(write); write % 3 {
		case 0:
			_, err = store.Receive(ctx, ana.Connection(), pair)
		case 1:
			err = store.Take(ctx, ana.Connection(), pair[0].ID)
		case 2:
			err = store.Finish(ctx, ana.Connection(), pair[0].ID)
		}
		if err != nil {
			return err
		}
		fmt.Println("written", write)
	}
}

// pairOf returns the two parcels that a write of receiveUntilKilled is about.
func pairOf(write int) []bot.Parcel {
	var pair []bot.Parcel
	for i := range 2 {
		id := int64(write/3*2 + i)
		pair = append(pair, bot.Parcel{ID: id, Member: ana.Member, Body: bytes.Repeat([]byte{byte(id)}, 2000)})
	}
	return pair
}

// pendingAfter returns what was received up to a write, and what of it is
// pending.
func pendingAfter(last int) (received, pending []bot.Parcel) {
	for write := range last + 1 {
		switch pair := pairOf(write); write % 3 {
		case 0:
			received, pending = append(received, pair...), append(pending, pair...)
		case 1:
			pending[len(pending)-2].Taken = true
		case 2:
			pending = append(pending[:len(pending)-2], pair[1])
		}
	}
	return received, pending
}
