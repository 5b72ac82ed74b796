package main

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
	"limber/bot/store"
	"limber/bot/store/pgtest"
)

// moved runs bot move and returns its status and what it says on both streams.
func moved(t *testing.T, args ...string) (status int, said string) {
	t.Helper()
	var out bytes.Buffer
	status = run(t.Context(), append([]string{"move"}, args...), streams{strings.NewReader(""), &out, &out})
	return status, out.String()
}

func movesSaying(t *testing.T, wantStatus int, args []string, wants ...string) {
	t.Helper()
	status, said := moved(t, args...)
	if status != wantStatus {
		t.Errorf("bot move %s: status %d", args, status)
	}
	for _, want := range wants {
		if !strings.Contains(said, want) {
			t.Errorf("bot move %s: no %q in\n%s", args, want, said)
		}
	}
	if strings.Contains(said, "@") {
		t.Errorf("bot move %s shows a password:\n%s", args, said)
	}
}

// TestMoveToPostgresAndBack does what somebody does who outgrows the file, and
// then goes back.
func TestMoveToPostgresAndBack(t *testing.T) {
	t.Parallel()
	server, dir := pgtest.URL(t), t.TempDir()
	file, back, urlFile := filepath.Join(dir, "limber.db"), filepath.Join(dir, "back.db"), filepath.Join(dir, "url")
	write(t, urlFile, server+"\n")
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	name := "the database " + strings.TrimPrefix(u.Path, "/") + " on " + u.Host
	db, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []bot.Connection{{Platform: "discord", Bot: "123"}, {Platform: "telegram", Bot: "limber"}} {
		if err := db.Beat(t.Context(), c, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.AddGap(t.Context(), bot.Gap{Pack: "p", Question: "nul\x00", At: time.Now()}); err != nil {
		t.Fatal(err)
	}

	there := []string{"--from", file, "--to-file", urlFile}
	movesSaying(t, 1, there, "limber.db is in use by another Limber: stop it")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	movesSaying(t, 0, there, "        1  gaps\n", "        2  connections\n",
		"All of it is in "+name+" now, and was checked there. "+file+" is as it was.\n",
		"Rows with characters that PostgreSQL cannot keep, for which \ufffd stands there: 1.\n",
		"Now let database:, database_file: or LIMBER_DATABASE have the URL of the new one, and start the bot.\n",
		"discord/123: nothing else is to be done if it has one shard. With PostgreSQL each shard is a connection of its own")
	movesSaying(t, 0, there, "All of it was moved before: "+name+" holds what "+file+" does.\n")

	p, err := store.OpenPostgres(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	seat, err := p.Seat(t.Context(), "here")
	if err == nil {
		_, err = seat.Confirm(t.Context(), []bot.Connection{{Platform: "discord", Bot: "123/1"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	andBack := []string{"--from-file", urlFile, "--to", back}
	movesSaying(t, 1, andBack, name+" is in use by here: stop every Limber that has it")
	if err := seat.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	seat.Close()
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	movesSaying(t, 0, andBack, "        3  connections\n", "All of it is in "+back+" now",
		"Now set database: "+back+" in the configuration, and start the bot.\n",
		"discord/123/1 is a shard. With PostgreSQL each shard is a connection of its own, with SQLite all are one: their routines do not go on.")
}

func TestMoveInterrupted(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "limber.db"), filepath.Join(dir, "new.db")
	db, err := store.Open(t.Context(), from)
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	status := run(ctx, []string{"move", "--from", from, "--to", to}, streams{strings.NewReader(""), &out, &out})
	if want := "bot: interrupted, and nothing was moved: run it again"; status != 1 || !strings.HasPrefix(out.String(), want) {
		t.Errorf("status %d and %q, want 1 and %q", status, out.String(), want)
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("it was made")
	}
}

// TestMoveShowsHowFarItIs holds what a terminal is shown.
func TestMoveShowsHowFarItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		show := progress(&out)
		for rows := range int64(150) {
			show(store.MoveProgress{Table: "gaps", Rows: rows + 1, Step: store.Carrying})
			time.Sleep(time.Millisecond)
		}
		if got := out.String(); got != "\r\x1b[Kcarrying gaps: 1\r\x1b[Kcarrying gaps: 101" {
			t.Errorf("it shows %q", got)
		}
	})
}
