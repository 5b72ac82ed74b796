package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgproto3"

	"limber/bot"
	"limber/bot/store/pgtest"
)

var helpBot = ana.Connection()

// seatsHere returns the URL of a database with our tables.
func seatsHere(t *testing.T) string {
	t.Helper()
	url := pgtest.URL(t)
	p, err := OpenPostgres(t.Context(), url)
	check(t, err)
	check(t, p.Close())
	return url
}

func doAt(t *testing.T, url, statements string) {
	t.Helper()
	conn := connectAt(t, url)
	_, err := conn.PgConn().Exec(t.Context(), statements).ReadAll()
	check(t, err)
}

func connectAt(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	check(t, err)
	t.Cleanup(func() { check(t, conn.Close(context.Background())) })
	return conn
}

func seatAt(t *testing.T, url, replica string) *Seat {
	t.Helper()
	config, err := pgx.ParseConfig(url)
	check(t, err)
	s, err := TakeSeat(t.Context(), config, replica)
	check(t, err)
	t.Cleanup(s.Close)
	return s
}

func confirm(t *testing.T, s *Seat, serves ...bot.Connection) []Standing {
	t.Helper()
	list, err := s.Confirm(t.Context(), serves)
	check(t, err)
	return list
}

func try(t *testing.T, s *Seat) (bool, Former) {
	t.Helper()
	got, former, err := s.Try(t.Context(), helpBot)
	check(t, err)
	return got, former
}

// tryUntil tries until PostgreSQL has seen that the session before has ended.
func tryUntil(t *testing.T, s *Seat) Former {
	t.Helper()
	for {
		if got, former := try(t, s); got {
			return former
		}
	}
}

func TestSeats(t *testing.T) {
	t.Parallel()
	url := seatsHere(t)
	other := bot.Connection{Platform: "discord", Bot: "limber/1"}
	a, b := seatAt(t, url, "a"), seatAt(t, url, "b")
	if diff := cmp.Diff([]Standing{{"a", []string{"telegram/limber", "discord/limber/1"}, []string{}}}, confirm(t, a, helpBot, other)); diff != "" {
		t.Errorf("a alone: want (-), got (+):\n%s", diff)
	}
	if got, former := try(t, a); !got || former != (Former{Released: true}) {
		t.Errorf("a tries: %v, %+v", got, former)
	}
	epoch, err := a.Take(t.Context(), helpBot)
	if err != nil || epoch != 1 {
		t.Errorf("a takes: epoch %d, error %v", epoch, err)
	}
	if got, former := try(t, b); got || former.Replica != "a" || former.Released || former.Silent > time.Minute {
		t.Errorf("b tries while a leads: %v, %+v", got, former)
	}
	if diff := cmp.Diff([]Standing{
		{"a", []string{"telegram/limber", "discord/limber/1"}, []string{"telegram/limber"}},
		{"b", []string{}, []string{}},
	}, confirm(t, b)); diff != "" {
		t.Errorf("b serves nothing: want (-), got (+):\n%s", diff)
	}
	check(t, a.Release(t.Context(), helpBot, epoch+1)) // not its own
	check(t, a.Unlock(t.Context(), helpBot))
	if got, former := try(t, b); !got || former.Replica != "a" || former.Released {
		t.Errorf("b tries after a did not release: %v, %+v", got, former)
	}
	check(t, b.Unlock(t.Context(), helpBot))
	check(t, a.Release(t.Context(), helpBot, epoch))
	if got, former := try(t, b); !got || !former.Released {
		t.Errorf("b tries after a released: %v, %+v", got, former)
	}
	if epoch, err := b.Take(t.Context(), helpBot); err != nil || epoch != 2 {
		t.Errorf("b takes: epoch %d, error %v", epoch, err)
	}
	check(t, a.Leave(t.Context()))
	a.Close()
	if list := confirm(t, b); len(list) != 1 || list[0].Replica != "b" {
		t.Errorf("after a has left: %+v", list)
	}
	b.Close()
	if former := tryUntil(t, seatAt(t, url, "c")); former.Replica != "b" || former.Released || former.Silent <= 0 {
		t.Errorf("c tries after b is gone: %+v", former)
	}
}

// A write that is under way is waited for, one that was left in the middle is
// ended, and one that begins later is refused.
func TestSeatTakesAfterWrites(t *testing.T) {
	t.Parallel()
	url := seatsHere(t)
	a, b := seatAt(t, url, "a"), seatAt(t, url, "b")
	confirm(t, a, helpBot)
	try(t, a)
	epoch, err := a.Take(t.Context(), helpBot)
	check(t, err)
	a.Close()
	tryUntil(t, b)
	fence := fmt.Sprintf("SELECT fence('%s', '%s', %d)", helpBot.Platform, helpBot.Bot, epoch)
	blocker, writer, left := connectAt(t, url), connectAt(t, url), connectAt(t, url)
	do := func(conn *pgx.Conn, statements string) error {
		_, err := conn.PgConn().Exec(t.Context(), statements).ReadAll()
		return err
	}
	check(t, do(blocker, "SELECT pg_advisory_lock(1)"))
	check(t, do(left, "BEGIN; "+fence))
	written := make(chan error, 1)
	go func() { written <- do(writer, fence+"; SELECT pg_advisory_xact_lock(1)") }()
	for waits := false; !waits; {
		check(t, blocker.QueryRow(t.Context(), "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").Scan(&waits))
	}
	for range 3 {
		if _, err := b.Take(t.Context(), helpBot); !errors.Is(err, ErrBusy) {
			t.Fatalf("taken while a write is under way: %v", err)
		}
		confirm(t, b, helpBot) // the Seat is still good
	}
	if err := do(left, "COMMIT"); err == nil {
		t.Error("a write that was left in the middle could be committed")
	}
	check(t, do(blocker, "SELECT pg_advisory_unlock(1)"))
	check(t, <-written)
	if epoch, err := b.Take(t.Context(), helpBot); err != nil || epoch != 2 {
		t.Errorf("taken after the write: epoch %d, error %v", epoch, err)
	}
	if err := do(writer, fence); !isCode(err, epochOver) {
		t.Errorf("a write of the epoch before: %v", err)
	}
}

func TestSeatIsTold(t *testing.T) {
	t.Parallel()
	url := seatsHere(t)
	a, b := seatAt(t, url, "a"), seatAt(t, url, "b")
	soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	check(t, b.Listen(soon)) // nothing happens
	confirm(t, a, helpBot)
	try(t, a)
	check(t, a.Unlock(t.Context(), helpBot))
	check(t, b.Listen(t.Context()))
	doAt(t, url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'limber b' AND datname = current_database()")
	for { // what a has told it since
		if err := b.Listen(t.Context()); err != nil {
			break
		}
	}
}

// A Seat that is taken again ends the session before, which PostgreSQL may not
// have seen the end of.
func TestSeatIsTakenAgain(t *testing.T) {
	t.Parallel()
	url := seatsHere(t)
	a := seatAt(t, url, "a")
	confirm(t, a, helpBot)
	try(t, a)
	again := seatAt(t, url, "a")
	if err := a.Listen(t.Context()); err == nil {
		t.Error("the session before goes on")
	}
	tryUntil(t, again)
}

// PostgreSQL ends the session of one that is not heard of, also while there is
// news for it.
func TestSeatThatIsSilent(t *testing.T) {
	t.Parallel()
	url := seatsHere(t)
	proxy := pgtest.NewProxy(t, url)
	a, b := seatAt(t, proxy.URL(), "a"), seatAt(t, url, "b")
	confirm(t, a, helpBot)
	try(t, a)
	proxy.Freeze()
	began := time.Now()

	soon, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := a.Confirm(soon, nil); err == nil {
		t.Error("confirmed through ice")
	}
	a.Close()
	if took := time.Since(began); took > time.Second {
		t.Errorf("has ended after %v", took)
	}
	for got := false; !got; {
		got, _ = try(t, b)
		check(t, b.Unlock(t.Context(), helpBot)) // tells a, and is only a warning where it is not held
		if time.Since(began) > 7*time.Second {
			t.Fatal("the lock is not free")
		}
		next, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		for next.Err() == nil {
			check(t, b.Listen(next))
		}
		cancel()
	}
	t.Log("its locks are free after", time.Since(began))
}

func TestSeatBehindPooler(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	served := make(chan error, 1)
	go func() {
		served <- func() error {
			conn, err := l.Accept()
			if err != nil {
				return err
			}
			pooler := pgproto3.NewBackend(conn, conn)
			if _, err = pooler.ReceiveStartupMessage(); err == nil {
				pooler.Send(&pgproto3.ErrorResponse{Severity: "FATAL", Code: "08P01", Message: "unsupported startup parameter: idle_session_timeout"})
				err = pooler.Flush()
			}
			return errors.Join(err, conn.Close())
		}()
	}()
	config, err := pgx.ParseConfig("postgres://limber@" + l.Addr().String() + "/limber?sslmode=disable")
	check(t, err)
	_, err = TakeSeat(t.Context(), config, "a")
	if err == nil || !strings.Contains(err.Error(), noPooler) {
		t.Errorf("error %v", err)
	}
	check(t, errors.Join(<-served, l.Close()))
}

func TestOldReplicasAreForgotten(t *testing.T) {
	t.Parallel()
	url := seatsHere(t)
	doAt(t, url, `INSERT INTO replicas (id, seen, serves) VALUES
		('old', clock_timestamp() - INTERVAL '25 hours', '{}'), ('young', clock_timestamp() - INTERVAL '23 hours', '{}')`)
	seatAt(t, url, "a")
	rows, err := connectAt(t, url).Query(t.Context(), "SELECT id FROM replicas")
	check(t, err)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || !slices.Equal(ids, []string{"young"}) {
		t.Errorf("left are %v, error %v", ids, err)
	}
}
