package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"limber/bot"
	"limber/bot/store"
)

type moveCommand struct {
	From     string `help:"The database to move: a file, or the URL of one on PostgreSQL, as database: in the configuration." placeholder:"DATABASE"`
	FromFile string `help:"A file that holds nothing but this, or set LIMBER_MOVE_FROM: a URL has a password in it, and who lists processes sees it." placeholder:"FILE"`
	To       string `help:"Where it is to be, new or empty: likewise." placeholder:"DATABASE"`
	ToFile   string `help:"A file that holds nothing but this, or set LIMBER_MOVE_TO." placeholder:"FILE"`
}

// Help is what -help says besides.
func (*moveCommand) Help() string {
	return `Stop every Limber that has either database first. All is moved, checked, or
nothing: where it was interrupted, run it again. The old database stays as it is.

With SQLite a bot on Discord is one connection, and with PostgreSQL each of its
shards is one. With one shard they are the same. With several, have no routines
under way when you move: they do not go on, and what conversations are about is
forgotten. What members answered on their health, and the gaps, are kept.`
}

// Run moves, and says what was moved and what is left to do.
func (c *moveCommand) Run(ctx context.Context, s streams) error {
	from, fromErr := c.database("from", c.From, c.FromFile)
	to, toErr := c.database("to", c.To, c.ToFile)
	if err := errors.Join(fromErr, toErr); err != nil {
		return err
	}
	show := func(store.MoveProgress) {}
	if isTerminal(s.err) {
		show = progress(s.err)
		defer fmt.Fprint(s.err, eraseLine)
	}
	moved, err := store.Move(ctx, from, to, show)
	switch {
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("interrupted, and nothing was moved: run it again (%w)", err)
	case err != nil:
		return err
	}
	sayMoved(s.out, moved)
	if store.IsPostgres(to) {
		fmt.Fprintln(s.out, "Now let database:, database_file: or LIMBER_DATABASE have the URL of the new one, and start the bot.")
	} else {
		fmt.Fprintf(s.out, "Now set database: %s in the configuration, and start the bot.\n", to)
	}
	if store.IsPostgres(from) != store.IsPostgres(to) {
		sayShards(s.out, moved.Connections)
	}
	return nil
}

// database takes the name of one from where it is: the flag, a file, the
// environment.
func (*moveCommand) database(flag, name, file string) (string, error) {
	if name == "" && file != "" {
		content, err := contentOf("--"+flag+"-file", file, "the database's URL")
		if err == nil && content == "" {
			err = fmt.Errorf("--%s-file %s is empty: write the database's URL into it", flag, file)
		}
		return string(content), err
	}
	env := "LIMBER_MOVE_" + strings.ToUpper(flag)
	name = cmp.Or(name, string(tokenIn(env)))
	if name == "" {
		return "", fmt.Errorf("which database to move %s is not said: set --%s, --%s-file or %s", flag, flag, flag, env)
	}
	return name, nil
}

const eraseLine = "\r\x1b[K"

// progress shows on one line how far it is, now and then.
func progress(w io.Writer) func(store.MoveProgress) {
	const often = 100 * time.Millisecond
	var last time.Time
	return func(p store.MoveProgress) {
		if now := time.Now(); now.Sub(last) >= often {
			last = now
			fmt.Fprintf(w, "%s%s %s: %d", eraseLine, p.Step, p.Table, p.Rows)
		}
	}
}

// sayMoved prints a line for each table, and what to know of them.
func sayMoved(w io.Writer, m store.Moved) {
	for _, t := range m.Tables {
		fmt.Fprintf(w, "%9d  %s\n", t.Rows, t.Name)
	}
	if m.Before {
		fmt.Fprintf(w, "All of it was moved before: %s holds what %s does.\n", m.To, m.From)
	} else {
		fmt.Fprintf(w, "All of it is in %s now, and was checked there. %s is as it was.\n", m.To, m.From)
	}
	if m.Altered > 0 {
		fmt.Fprintf(w, "Rows with characters that PostgreSQL cannot keep, for which \ufffd stands there: %d.\n", m.Altered)
	}
}

// sayShards tells of connections that have another name on the other engine.
func sayShards(w io.Writer, served []bot.Connection) {
	const several = "With PostgreSQL each shard is a connection of its own, with SQLite all are one: their routines do not go on. bot move -help says more."
	for _, c := range served {
		if c.Platform != "discord" {
			continue
		}
		if strings.Contains(c.Bot, "/") {
			fmt.Fprintf(w, "%s is a shard. %s\n", c, several)
		} else {
			fmt.Fprintf(w, "%s: nothing else is to be done if it has one shard. %s\n", c, several)
		}
	}
}
