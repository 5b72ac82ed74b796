package bottest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"limber/bot"
)

// TestNotes tests what every bot.Notes must do. Each test opens an empty store,
// which open closes when the test ends.
func TestNotes(t *testing.T, open func(t *testing.T) bot.Notes) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, bot.Notes)
	}{
		{"notes come back as they were", notesComeBack},
		{"connections are apart", notesApart},
		{"many goroutines", manyNotes},
		{"a cancelled context", cancelledNotes},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func notesComeBack(t *testing.T, notes bot.Notes) {
	same(t, "", note(t, notes, here, "commands"))
	check(t, notes.PutNote(t.Context(), here, "commands", "")) // there is none to remove
	long := strings.Repeat("🧘 ", 1<<20/5)
	check(t, notes.PutNote(t.Context(), here, "long", long))
	same(t, long, note(t, notes, here, "long"))
	for _, name := range oddTexts {
		for _, value := range oddTexts {
			check(t, notes.PutNote(t.Context(), here, name, value))
			same(t, value, note(t, notes, here, name))
		}
	}
	for i, name := range oddTexts {
		check(t, notes.PutNote(t.Context(), here, name, fmt.Sprint(i)))
	}
	for i, name := range oddTexts {
		same(t, fmt.Sprint(i), note(t, notes, here, name))
		check(t, notes.PutNote(t.Context(), here, name, ""))
		same(t, "", note(t, notes, here, name))
	}
}

func notesApart(t *testing.T, notes bot.Notes) {
	connections := []bot.Connection{
		{Platform: "p", Bot: "b"},
		{Platform: "P", Bot: "b"},
		{Platform: "p", Bot: "B"},
		{Platform: "pb", Bot: ""},
		{Platform: "p", Bot: ""},
	}
	for i, c := range connections {
		check(t, notes.PutNote(t.Context(), c, "name", fmt.Sprint(i)))
		check(t, notes.PutNote(t.Context(), c, "Name", fmt.Sprint("other ", i)))
	}
	check(t, notes.PutNote(t.Context(), connections[0], "name", ""))
	same(t, "", note(t, notes, connections[0], "name"))
	for i, c := range connections {
		if i > 0 {
			same(t, fmt.Sprint(i), note(t, notes, c, "name"))
		}
		same(t, fmt.Sprint("other ", i), note(t, notes, c, "Name"))
	}
}

func manyNotes(t *testing.T, notes bot.Notes) {
	const workers, times = 16, 20
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			name := fmt.Sprint("note ", w)
			for i := range times {
				want := fmt.Sprint(w, " ", i)
				err := errors.Join(notes.PutNote(t.Context(), here, name, want), notes.PutNote(t.Context(), here, "of all", want))
				got, readErr := notes.Note(t.Context(), here, name)
				if err := errors.Join(err, readErr); err != nil || got != want {
					t.Errorf("read %q after writing %q, error %v", got, want, err)
				}
			}
		})
	}
	group.Wait()
	if got := note(t, notes, here, "of all"); !strings.HasSuffix(got, fmt.Sprint(" ", times-1)) {
		t.Errorf("%q is not anybody's last", got)
	}
}

func cancelledNotes(t *testing.T, notes bot.Notes) {
	check(t, notes.PutNote(t.Context(), here, "name", "kept"))
	why := errors.New("the test says so")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	_, err := notes.Note(ctx, here, "name")
	cancelled(t, why, map[string]error{
		"Note": err, "PutNote": notes.PutNote(ctx, here, "name", "changed"), "removing": notes.PutNote(ctx, here, "name", ""),
	})
	same(t, "kept", note(t, notes, here, "name"))
}

func note(t *testing.T, notes bot.Notes, c bot.Connection, name string) string {
	t.Helper()
	value, err := notes.Note(t.Context(), c, name)
	check(t, err)
	return value
}
