package store

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"limber/bot"
	"limber/bot/store/pgtest"
)

// ways are all pairs of engines, with two empty databases.
func ways(t *testing.T, test func(t *testing.T, from, to string)) {
	kinds := map[string]func(testing.TB) string{"sqlite": databaseHere, "postgres": pgtest.URL}
	for _, from := range []string{"sqlite", "postgres"} {
		for _, to := range []string{"sqlite", "postgres"} {
			t.Run(from+" to "+to, func(t *testing.T) { test(t, kinds[from](t), kinds[to](t)) })
		}
	}
}

func quiet(MoveProgress) {}

func moves(t testing.TB, from, to string) Moved {
	t.Helper()
	is, err := Move(t.Context(), from, to, quiet)
	check(t, err)
	return is
}

// odd is text that a careless program changes.
const odd = "naïve ñ 데이터 🧘🏽‍♀️ e\u0301 \u202eback\u2069 'it''s' \"q\" `b` \\N \\. \\x00 \t\r\n%s $1 ; -- \u0001\u007f\ufeff\ufffd\U0010ffff "

// filled has rows in every table, by the store's own methods, and leads no more.
func filled(t testing.TB, where string) {
	t.Helper()
	s, end, err := openKept(t.Context(), where)
	check(t, err)
	ctx, c := t.Context(), ana.Connection()
	for i, state := range []bot.State{bot.Running, bot.Paused, bot.Ended} {
		one := session(fmt.Sprint("s", i))
		one.State, one.Sending = state, i == 0
		one.Options.Tempo = 1.0 / 3
		if one.Address.Thread = fmt.Sprint(i); state != bot.Running {
			one.Anchor, one.Offset = time.Time{}, 90*time.Second+time.Microsecond
		}
		one.Address.Member, one.Timeline.Name = odd, odd
		check(t, s.PutSession(ctx, one))
	}
	check(t, s.PutConversation(ctx, ana, bot.Conversation{Topic: odd}))
	check(t, s.PutClearance(ctx, ana.Person(), odd, moment))
	check(t, s.AddGap(ctx, bot.Gap{Pack: "p", Question: odd, At: moment}))
	check(t, s.AddGap(ctx, bot.Gap{Pack: "p", Question: "", At: moment}))
	_, err = s.Receive(ctx, c, []bot.Parcel{
		{ID: math.MinInt64, Member: odd, Body: []byte{0, 1, 0xff, '\\', 'x'}},
		{ID: 2, Body: []byte{}},
		{ID: 3, Member: ana.Member, Body: bytes.Repeat([]byte(`{"a":1}`), 50_000)},
		{ID: math.MaxInt64, Member: "gone", Body: []byte("x")},
	})
	check(t, err)
	check(t, s.Take(ctx, c, 3))
	check(t, s.Finish(ctx, c, math.MaxInt64))
	check(t, s.PutNote(ctx, c, odd, odd))
	check(t, s.Beat(ctx, c, moment))
	check(t, end())
}

// rowsIn are all rows of the tables that are carried, as texts in order.
func rowsIn(t testing.TB, where string) map[string][]string {
	t.Helper()
	s, err := holdSource(t.Context(), where)
	check(t, err)
	defer func() { check(t, s.free()) }()
	all := map[string][]string{}
	for _, table := range carried {
		check(t, s.each(t.Context(), func(rows *sql.Rows) error {
			values, err := (&stream{rows: rows, cells: table.stream(nil, nil).cells, accept: asTheyAre, tell: func(int64) {}}).Values()
			all[table.name] = append(all[table.name], fmt.Sprintf("%#v", values))
			return err
		}, `SELECT `+table.list()+` FROM `+table.name))
		slices.Sort(all[table.name])
	}
	return all
}

// seen is what a bot gets to see of a store.
func seen(t testing.TB, where string) map[string]any {
	t.Helper()
	s, end, err := openKept(t.Context(), where)
	check(t, err)
	defer func() { check(t, end()) }()
	all := map[string]any{}
	see := func(name string, what any, err error) {
		t.Helper()
		check(t, err)
		all[name] = what
	}
	ctx, c := t.Context(), ana.Connection()
	sessions, err := s.Sessions(ctx, c)
	see("sessions", sessions, err)
	conversation, err := s.Conversation(ctx, ana)
	see("conversation", conversation, err)
	until, err := s.Clearance(ctx, ana.Person(), odd)
	see("clearance", until, err)
	questions, err := s.Gaps(ctx, "")
	see("gaps", questions, err)
	pending, err := s.Pending(ctx, c)
	see("pending", pending, err)
	note, err := s.Note(ctx, c, odd)
	see("note", note, err)
	beat, err := s.LastBeat(ctx, c)
	see("beat", beat, err)
	return all
}

// All of it is the same in the new database, and the old stays as it was.
func TestMove(t *testing.T) { ways(t, movesAll) }

func movesAll(t *testing.T, from, to string) {
	filled(t, from)
	before, want := rowsIn(t, from), seen(t, from)
	is := moves(t, from, to)
	var counted []MovedTable
	for _, table := range carried {
		n := int64(len(before[table.name]))
		if n == 0 {
			t.Errorf("the test has no rows in %s", table.name)
		}
		counted = append(counted, MovedTable{table.name, n})
	}
	if diff := cmp.Diff(counted, is.Tables); diff != "" || is.Before || is.Altered != 0 || !slices.Contains(is.Connections, ana.Connection()) {
		t.Errorf("it says it moved %+v; rows: want (-), got (+):\n%s", is, diff)
	}
	for name, where := range map[string]string{"the old": from, "the new": to} {
		if diff := cmp.Diff(before, rowsIn(t, where)); diff != "" {
			t.Errorf("rows of %s database: want (-), got (+):\n%.2000s", name, diff)
		}
	}
	// Again: nothing is left to do.
	if again := moves(t, from, to); !again.Before || !cmp.Equal(again.Tables, is.Tables) {
		t.Errorf("the second time it says %+v", again)
	}
	// The driver of SQLite reads an empty body as none; and byte by byte takes seconds.
	if diff := cmp.Diff(want, seen(t, to), cmp.Comparer(bytes.Equal)); diff != "" {
		t.Errorf("what a bot sees: want (-), got (+):\n%.2000s", diff)
	}
}

// A new gap has a number of its own after a move.
func TestNumbersGoOn(t *testing.T) { ways(t, numbersGoOn) }

func numbersGoOn(t *testing.T, from, to string) {
	filled(t, from)
	moves(t, from, to)
	s := keptHere(t, to)
	check(t, s.AddGap(t.Context(), bot.Gap{Question: "new", At: moment}))
	questions, err := s.Gaps(t.Context(), "")
	check(t, err)
	if len(questions) != 3 || questions[2].Question != "new" {
		t.Errorf("gaps after the move: %q", questions)
	}
}

// There and back again is where it began.
func TestMoveThereAndBack(t *testing.T) {
	first, server, last := databaseHere(t), pgtest.URL(t), databaseHere(t)
	filled(t, first)
	moves(t, first, server)
	moves(t, server, last)
	if diff := cmp.Diff(rowsIn(t, first), rowsIn(t, last)); diff != "" {
		t.Errorf("want (-), got (+):\n%.2000s", diff)
	}
	if again := moves(t, first, last); !again.Before {
		t.Errorf("the first and the last differ: %+v", again)
	}
}

func TestMoveNothing(t *testing.T) {
	ways(t, func(t *testing.T, from, to string) {
		_, end, err := openKept(t.Context(), from)
		check(t, err)
		check(t, end())
		if IsPostgres(from) {
			p := postgresHere(t, from)
			do(t, p, `DELETE FROM connections`)
		}
		for range 2 {
			if is := moves(t, from, to); is.Before || len(is.Tables) != len(carried) {
				t.Errorf("it says %+v", is)
			}
		}
	})
}

// What PostgreSQL cannot keep in a text is the same there as if a bot had saved
// it, and is counted.
func TestMovedTextsThatPostgresDoesNotTake(t *testing.T) {
	path := databaseHere(t)
	const nul, broken = "a\x00b", "c\xffd"
	s := openHere(t, path)
	check(t, s.AddGap(t.Context(), bot.Gap{Question: nul, At: moment}))
	check(t, s.AddGap(t.Context(), bot.Gap{Question: broken, Pack: nul, At: moment}))
	check(t, s.AddGap(t.Context(), bot.Gap{Question: "fine", At: moment}))
	check(t, s.Close())
	questions := func(where string) (list []string) {
		r, err := OpenReader(t.Context(), where)
		check(t, err)
		all, err := r.Gaps(t.Context(), "")
		check(t, errors.Join(err, r.Close()))
		for _, g := range all {
			list = append(list, g.Question)
		}
		return list
	}
	server := pgtest.URL(t)
	for range 2 {
		if is := moves(t, path, server); is.Altered != 2 {
			t.Errorf("it says that %d rows were altered, of 2", is.Altered)
		}
	}
	if diff := cmp.Diff([]string{"a\ufffdb", "c\ufffdd", "fine"}, questions(server)); diff != "" {
		t.Errorf("on PostgreSQL: want (-), got (+):\n%s", diff)
	}
	file := databaseHere(t)
	if is := moves(t, path, file); is.Altered != 0 {
		t.Errorf("from file to file %d rows were altered", is.Altered)
	}
	if diff := cmp.Diff([]string{nul, broken, "fine"}, questions(file)); diff != "" {
		t.Errorf("in a file: want (-), got (+):\n%s", diff)
	}
}

// Progress is told of each table, and what was told last is what was moved.
func TestMoveTells(t *testing.T) {
	from := databaseHere(t)
	filled(t, from)
	told := map[string]int64{}
	is, err := Move(t.Context(), from, databaseHere(t), func(p MoveProgress) { told[p.Step+" "+p.Table] = p.Rows })
	check(t, err)
	want := map[string]int64{}
	for _, table := range is.Tables {
		want[Carrying+" "+table.Name], want[Checking+" "+table.Name] = table.Rows, table.Rows
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}

// What is written and read back differently is not moved.
func TestMoveChecks(t *testing.T) {
	ways(t, func(t *testing.T, from, to string) {
		filled(t, from)
		spoil(t, prepared(t, to))
		_, err := Move(t.Context(), from, to, quiet)
		if err == nil || !strings.Contains(err.Error(), "gives back of its notes is not what was written to it (1 rows, of 1), and nothing was moved") {
			t.Errorf("got error %v", err)
		}
		for table, rows := range rowsIn(t, to) {
			t.Errorf("%s has rows after a move that failed: %v", table, rows)
		}
	})
}

// prepared makes an empty database, or waits until nobody holds it.
func prepared(t *testing.T, where string) string {
	t.Helper()
	s, err := holdTarget(t.Context(), where)
	check(t, err)
	check(t, s.free())
	return where
}

// spoil makes a database change notes as they are written, as bad memory would.
func spoil(t *testing.T, where string) {
	t.Helper()
	if !IsPostgres(where) {
		raw(t, where, `CREATE TRIGGER spoil AFTER INSERT ON notes BEGIN UPDATE notes SET value = value || '.'; END`)
		return
	}
	do(t, postgresHere(t, where), `CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$
			BEGIN NEW.value := NEW.value || '.'; RETURN NEW; END $$`,
		`CREATE TRIGGER spoil BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION spoil()`)
}
