package platform

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"limber/bot"
	"limber/bot/bottest"
)

var here = bot.Address{Platform: "chat", Bot: "1", Chat: "7", Member: "7"}

// newTracks are tracks of messages that are words.
func newTracks(m *bottest.Memory) *Tracks[string] {
	log, _ := logged()
	return &Tracks[string]{
		Notes: m, Of: here.Connection(), Log: log,
		Note:  func(to bot.Address, track string) string { return to.Chat + "/" + track },
		Write: func(_ bot.Address, list []string) string { return strings.Join(list, ",") },
		Read:  func(_ bot.Address, note string) []string { return strings.Split(note, ",") },
	}
}

// follow says words, "" for one that has nothing to take back.
func follow(t *testing.T, ts *Tracks[string], words ...string) {
	t.Helper()
	for _, w := range words {
		latest := &w
		if w == "" {
			latest = nil
		}
		ts.Follow(t.Context(), here, "s1", latest)
	}
}

// tidied lists the words of which something was taken back, each with the error
// that comes of it.
func tidied(t *testing.T, ts *Tracks[string], fail map[string]error) string {
	t.Helper()
	var list []string
	for more := true; more && len(list) < 10; {
		more, _ = ts.Tidy(t.Context(), here, "s1", func(w string) error {
			list = append(list, w)
			err := fail[w]
			delete(fail, w) // the next try works
			return err
		})
	}
	return strings.Join(list, " ")
}

func TestOnlyTheLatestIsLeft(t *testing.T) {
	for words, want := range map[string]string{
		"a":       "",
		"a b":     "a",
		"a b c":   "a b",
		"a b c -": "a b c",
		"a - - b": "a",
		"-":       "",
	} {
		ts := newTracks(bottest.NewMemory())
		follow(t, ts, strings.Split(strings.ReplaceAll(words, "-", ""), " ")...)
		if got := tidied(t, ts, nil); got != want {
			t.Errorf("%q: of %q something was taken back, want %q", words, got, want)
		}
		if got := tidied(t, ts, nil); got != "" {
			t.Errorf("%q: and again of %q", words, got)
		}
	}
}

func TestTidyInTrouble(t *testing.T) {
	limited := &bot.RateLimited{After: 1}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"rate limited": {fmt.Errorf("call: %w", limited), "a a b"},
		"unavailable":  {bot.ErrUnavailable, "a a b"},
		"refused":      {errors.New("no such message"), "a b"},
		"gone":         {bot.ErrGone, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			ts := newTracks(bottest.NewMemory())
			follow(t, ts, "a", "b", "c")
			if got := tidied(t, ts, map[string]error{"a": c.err}); got != c.want {
				t.Errorf("tried %q, want %q", got, c.want)
			}
		})
	}
}

// A later process takes back what an earlier one has left, and nothing is noted
// in the end.
func TestTracksAreNoted(t *testing.T) {
	m := bottest.NewMemory()
	follow(t, newTracks(m), "a", "b")
	next := newTracks(m)
	follow(t, next, "c")
	if got := tidied(t, next, nil); got != "a b" {
		t.Errorf("of %q something was taken back", got)
	}
	follow(t, next, "")
	if got := tidied(t, next, nil); got != "c" {
		t.Errorf("in the end of %q", got)
	}
	if note, err := m.Note(t.Context(), here.Connection(), "7/s1"); note != "" || err != nil || len(next.known) != 0 {
		t.Errorf("the note is %q, %v, and %d are known", note, err, len(next.known))
	}
}

// What an earlier process noted is not lost where the store stands still for a
// while.
func TestTracksWithoutAStore(t *testing.T) {
	m := bottest.NewMemory()
	follow(t, newTracks(m), "a", "b")
	next := newTracks(m)
	m.Fail(errOnPurpose)
	follow(t, next, "c", "d")
	if got := tidied(t, next, nil); got != "c" {
		t.Errorf("meanwhile of %q something was taken back", got)
	}
	m.Fail(nil)
	if got := tidied(t, next, nil); got != "a b" {
		t.Errorf("later of %q", got)
	}
	if note, err := m.Note(t.Context(), here.Connection(), "7/s1"); note != "d" || err != nil {
		t.Errorf("the note is %q, %v", note, err)
	}
}
