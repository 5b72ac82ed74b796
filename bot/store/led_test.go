package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"limber/bot"
	"limber/bot/store/pgtest"
)

// twice returns the stores of two leaders, of which the first has lost, and a
// count of how often it was told so.
func twice(t *testing.T) (p *Postgres, former, latter *Led, told *atomic.Int32) {
	t.Helper()
	p, told = postgresHere(t, pgtest.URL(t)), &atomic.Int32{}
	former = p.Led(leader, raised(t, p), func() { told.Add(1) })
	check(t, former.PutSession(t.Context(), session("s")))
	check(t, former.PutNote(t.Context(), leader, "name", "former"))
	check(t, former.PutConversation(t.Context(), ana, bot.Conversation{Topic: "former"}))
	check(t, former.PutClearance(t.Context(), ana.Person(), "spine", moment))
	received(t, former, parcels(1)...)
	latter = p.Led(leader, raised(t, p), func() { t.Error("the latter was told that it has lost") })
	return p, former, latter, told
}

func TestNoWriteOfAnOldEpoch(t *testing.T) {
	_, former, latter, told := twice(t)
	before, err := latter.Export(t.Context(), ana.Person())
	check(t, err)
	ctx, c, s := t.Context(), ana.Connection(), session("s")
	s.Cursor = 9
	_, receiveErr := former.Receive(ctx, c, parcels(2))
	writes := map[string]error{
		"PutSession": former.PutSession(ctx, s), "MoveSession": former.MoveSession(ctx, s),
		"PutConversation": former.PutConversation(ctx, ana, bot.Conversation{Topic: "late"}),
		"MoveChat":        former.MoveChat(ctx, c, ana.Chat, "elsewhere"),
		"PutClearance":    former.PutClearance(ctx, ana.Person(), "knee", moment), "DropClearances": former.DropClearances(ctx, ana.Person()),
		"AddGap": former.AddGap(ctx, bot.Gap{Pack: "p"}), "Beat": former.Beat(ctx, c, moment),
		"Erase": former.Erase(ctx, ana.Person()), "Purge": former.Purge(ctx, time.Now().Add(100*time.Hour)),
		"Receive": receiveErr, "Take": former.Take(ctx, c, 1), "Finish": former.Finish(ctx, c, 1),
		"PutNote": former.PutNote(ctx, leader, "name", "late"),
	}
	for name, err := range writes {
		if !errors.Is(err, bot.ErrLost) {
			t.Errorf("%s: got error %v, want that the leadership was lost", name, err)
		}
	}
	if int(told.Load()) != len(writes) {
		t.Errorf("the former leader was told %d times of %d writes", told.Load(), len(writes))
	}
	after, err := latter.Export(t.Context(), ana.Person())
	check(t, err)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the former leader changed: want (-), got (+):\n%s", diff)
	}
	if note, err := former.Note(t.Context(), leader, "name"); err != nil || note != "former" {
		t.Errorf("note %q, error %v", note, err)
	}
	check(t, latter.PutSession(t.Context(), s))
	if gaps, err := latter.Gaps(t.Context(), ""); err != nil || len(gaps) != 0 {
		t.Errorf("gaps %v, error %v", gaps, err)
	}
}

// A leader whose context ended because it lost learns so, and of no other end.
func TestLostIsSaidThoughTheContextHasEnded(t *testing.T) {
	p, _, _, _ := twice(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := p.Led(leader, 1, func() { cancel(errors.New("told")) })
	if err := ended.PutNote(ctx, leader, "name", "late"); !errors.Is(err, bot.ErrLost) {
		t.Errorf("got error %v, want that the leadership was lost", err)
	}
}

func TestNobodyLeadsAnUnknownConnection(t *testing.T) {
	p := postgresHere(t, pgtest.URL(t))
	err := p.Led(bot.Connection{Platform: "no", Bot: "body"}, 0, func() {}).AddGap(t.Context(), bot.Gap{})
	if !errors.Is(err, bot.ErrLost) {
		t.Errorf("got error %v, want that the leadership was lost", err)
	}
}

// What was saved when the epoch is raised is all that will ever be of the epoch
// before: each write was acknowledged and is there, or is lost.
func TestRaisingAmongManyWrites(t *testing.T) {
	p := postgresHere(t, pgtest.URL(t))
	const rounds, writers = 8, 6
	for round := range rounds {
		led := p.Led(leader, raised(t, p), func() {})
		names := func(w int) string { return fmt.Sprint(round, " ", w) }
		var saved [writers]atomic.Int64 // the latest that was acknowledged
		enough := make(chan struct{}, writers)
		var group sync.WaitGroup
		for w := range writers {
			group.Go(func() {
				for i := int64(1); ; i++ {
					switch err := led.PutNote(t.Context(), leader, names(w), strconv.FormatInt(i, 10)); {
					case errors.Is(err, bot.ErrLost):
						return
					case err != nil:
						t.Error(err)
						return
					}
					saved[w].Store(i)
					if i == int64(3+w) {
						enough <- struct{}{}
					}
				}
			})
		}
		<-enough // of one of them: the others are anywhere
		raised(t, p)
		there := map[string]string{}
		for w := range writers {
			value, err := led.Note(t.Context(), leader, names(w))
			check(t, err)
			there[names(w)] = value
		}
		group.Wait()
		want := maps.Clone(there)
		for w := range writers {
			want[names(w)] = ""
			if n := saved[w].Load(); n > 0 {
				want[names(w)] = strconv.FormatInt(n, 10)
			}
		}
		if diff := cmp.Diff(want, there); diff != "" {
			t.Fatalf("round %d: acknowledged (-), there when the epoch was raised (+):\n%s", round, diff)
		}
	}
}

// waiting waits until so many statements of the database wait for a lock.
func waiting(t *testing.T, p *Postgres, want int) {
	t.Helper()
	const patience = 20 * time.Second
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for got := 0; got < want; {
		check(t, p.pool.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&got))
	}
}

// begun returns a transaction that has ended when the test ends.
func begun(t *testing.T, p *Postgres) pgx.Tx {
	t.Helper()
	tx, err := p.pool.Begin(t.Context())
	check(t, err)
	t.Cleanup(func() { _ = tx.Rollback(context.Background()) }) // unless it has ended
	return tx
}

func TestARaiseWaitsForAWriteUnderWay(t *testing.T) {
	p := postgresHere(t, pgtest.URL(t))
	led := p.Led(leader, raised(t, p), func() {})
	check(t, led.PutNote(t.Context(), leader, "name", "before"))
	holder := begun(t, p)
	_, err := holder.Exec(t.Context(), `SELECT FROM notes FOR UPDATE`)
	check(t, err)

	write, raise := make(chan error, 1), make(chan error, 1)
	go func() { write <- led.PutNote(t.Context(), leader, "name", "under way") }()
	waiting(t, p, 1)
	go func() {
		raised(t, p)
		raise <- nil
	}()
	waiting(t, p, 2)
	if len(raise) > 0 {
		t.Fatal("the epoch was raised over a write that is under way")
	}
	check(t, holder.Commit(t.Context()))
	check(t, <-write)
	check(t, <-raise)
	if note, err := led.Note(t.Context(), leader, "name"); err != nil || note != "under way" {
		t.Errorf("note %q, error %v", note, err)
	}
}

func TestAWriteWaitsForARaiseUnderWay(t *testing.T) {
	p := postgresHere(t, pgtest.URL(t))
	led := p.Led(leader, raised(t, p), func() {})
	raise := begun(t, p)
	_, err := raise.Exec(t.Context(), `SELECT pg_advisory_xact_lock(fence_lock($1, $2))`, leader.Platform, leader.Bot)
	check(t, err)
	_, err = raise.Exec(t.Context(), `UPDATE connections SET epoch = epoch + 1`)
	check(t, err)
	write := make(chan error, 1)
	go func() { write <- led.PutNote(t.Context(), leader, "name", "late") }()
	waiting(t, p, 1)
	check(t, raise.Commit(t.Context()))
	if err := <-write; !errors.Is(err, bot.ErrLost) {
		t.Errorf("got error %v, want that the leadership was lost", err)
	}
}

// A database or a role may have another isolation by default, under which a
// fence that had to wait would not see the raise.
func TestTheFenceHoldsWhateverTheDefaultIsolation(t *testing.T) {
	where := pgtest.URL(t)
	p := postgresHere(t, where)
	var name string
	check(t, p.pool.QueryRow(t.Context(), `SELECT current_database()`).Scan(&name))
	do(t, p, `ALTER DATABASE `+name+` SET default_transaction_isolation = 'serializable'`)
	var level string
	check(t, postgresHere(t, where).pool.QueryRow(t.Context(), `SHOW transaction_isolation`).Scan(&level))
	if level != "read committed" {
		t.Errorf("transactions are %s", level)
	}
}

// What fails only when the transaction is committed is not taken for saved.
func TestACommitThatFails(t *testing.T) {
	s := ledHere(t)
	do(t, s.postgres, `CREATE FUNCTION refuse() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$`,
		`CREATE CONSTRAINT TRIGGER late AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()`)
	if err := s.PutNote(t.Context(), leader, "name", "value"); err == nil {
		t.Error("a commit that failed was taken for one that worked")
	}
	if note, err := s.Note(t.Context(), leader, "name"); err != nil || note != "" {
		t.Errorf("note %q, error %v", note, err)
	}
}

func TestReceiveOnPostgresKeepsAllOrNothing(t *testing.T) {
	s := ledHere(t)
	do(t, s.postgres, `ALTER TABLE inbox ADD CONSTRAINT room CHECK (id <> 3)`)
	for name, receive := range map[string]func(context.Context, bot.Connection, []bot.Parcel) ([]bot.Parcel, error){
		"leading": s.Receive, "not leading": s.postgres.Receive,
	} {
		if fresh, err := receive(t.Context(), ana.Connection(), parcels(1, 2, 3)); err == nil || len(fresh) != 0 {
			t.Errorf("%s: fresh %v, error %v, want none", name, fresh, err)
		}
	}
	received(t, s, parcels(1, 2)...)
}

// SQLite takes these texts, and a write must not fail for one.
func TestTextsThatPostgresDoesNotTake(t *testing.T) {
	s, odd := ledHere(t), "a\x00b\xff"
	place := ana
	place.Chat = odd
	check(t, s.AddGap(t.Context(), bot.Gap{Pack: odd, Question: odd, At: moment}))
	check(t, s.PutNote(t.Context(), ana.Connection(), odd, odd))
	check(t, s.PutConversation(t.Context(), place, bot.Conversation{Topic: odd}))
	moving := session(odd)
	moving.Address, moving.Timeline.Name = place, odd
	check(t, s.PutSession(t.Context(), moving))
	check(t, s.MoveSession(t.Context(), moving))
	check(t, s.MoveChat(t.Context(), ana.Connection(), odd, "elsewhere"))
	const want = "a\ufffdb\ufffd"
	if gaps, err := s.Gaps(t.Context(), odd); err != nil || len(gaps) != 1 || gaps[0].Question != want {
		t.Errorf("gaps %+v, error %v", gaps, err)
	}
	if note, err := s.Note(t.Context(), ana.Connection(), odd); err != nil || note != want {
		t.Errorf("note %q, error %v", note, err)
	}
}
