package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"golang.org/x/term"

	"limber/adapters/discord"
	"limber/adapters/telegram"
	"limber/adapters/terminal"
	"limber/bot"
	"limber/bot/store"
	"limber/knowledge"
)

type runCommand struct{}

func (runCommand) Run(ctx context.Context, global *commands, s streams) error {
	cfg, err := loadConfig(global.Config)
	if err != nil {
		return err
	}
	screen := !cfg.connected() && isTerminal(s.in) && isTerminal(s.out) && os.Getenv("TERM") != "dumb"
	log, closeLog, err := openLog(cfg, s.err, screen)
	if err != nil {
		return err
	}
	defer func() { _ = closeLog() }() // nowhere is left to tell of it
	packs, err := openPacks(cfg)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, cfg.Database)
	if err != nil {
		return err
	}
	err = serve(ctx, cfg, packs, db, log, s, screen)
	return errors.Join(err, db.Close())
}

// serve runs a bot on each connection that the configuration turns on, the
// terminal if there is none. One that fails does not end the others.
func serve(ctx context.Context, cfg Config, packs map[string]*knowledge.Pack, db *store.SQLite, log *slog.Logger, s streams, screen bool) error {
	var bots []*bot.Bot
	add := func(p *knowledge.Pack, servers map[string]*knowledge.Pack, adapter bot.Adapter) {
		bots = append(bots, bot.New(bot.Config{
			Pack: p, Packs: servers, Adapter: adapter, Store: db, Log: log,
			Retention: time.Duration(cfg.RetentionDays) * 24 * time.Hour,
		}))
	}
	for _, t := range cfg.Telegram {
		adapter, err := telegram.New(telegramOptions(t, packs[t.Pack], db, log))
		if err != nil {
			return err
		}
		add(packs[t.Pack], nil, adapter)
	}
	for _, d := range cfg.Discord {
		adapter, err := discord.New(discordOptions(d, packs[d.Pack], db, log))
		if err != nil {
			return err
		}
		add(packs[d.Pack], d.packs(packs), adapter)
	}
	if len(bots) == 0 {
		p := packs[cfg.Terminal.Pack]
		add(p, nil, newTerminal(cfg, p, log, s, screen))
	}
	ended := make(chan error, len(bots))
	for _, b := range bots {
		go func() {
			err := b.Run(ctx)
			if err != nil && len(bots) > 1 {
				log.Error("a connection has ended; the others go on", "error", err)
			}
			ended <- err
		}()
	}
	var errs []error
	for range bots {
		errs = append(errs, <-ended)
	}
	return errors.Join(errs...)
}

// openPacks opens each pack that a connection speaks for, once.
func openPacks(cfg Config) (map[string]*knowledge.Pack, error) {
	var names []string
	for _, t := range cfg.Telegram {
		names = append(names, t.Pack)
	}
	for _, d := range cfg.Discord {
		names = append(names, d.Pack)
		for _, s := range d.Servers {
			names = append(names, cmp.Or(s.Pack, d.Pack))
		}
	}
	if !cfg.connected() {
		names = []string{cfg.Terminal.Pack}
	}
	packs := map[string]*knowledge.Pack{}
	for _, name := range names {
		if packs[name] != nil {
			continue
		}
		p, err := openPack(name)
		if err != nil {
			return nil, err
		}
		packs[name] = p
	}
	debug.FreeOSMemory() // what loading the packs took is not needed again
	return packs, nil
}

func newTerminal(cfg Config, p *knowledge.Pack, log *slog.Logger, s streams, screen bool) *terminal.Adapter {
	return terminal.New(terminal.Options{
		In: s.in, Out: s.out, Interactive: screen,
		Name: p.Info.ID, Title: p.Info.Title, Labels: labels(p), Bell: *cfg.Terminal.Bell, Log: log,
		Complete: func(line string) string { return completed(p, line) },
	})
}

// completed returns the question or routine that a line may become.
func completed(p *knowledge.Pack, line string) string {
	if list := p.Complete(line, 1); len(list) > 0 {
		return list[0].Text
	}
	return ""
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// openLog opens the operator's log. While the screen is used for chat, it goes
// to a file.
func openLog(cfg Config, stderr io.Writer, screen bool) (log *slog.Logger, closeLog func() error, err error) {
	out, closeLog := stderr, func() error { return nil }
	name := cfg.Log.File
	if name == "" && screen {
		name = filepath.Join(filepath.Dir(cfg.Database), "limber.log")
	}
	if name != "" {
		f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, nil, fmt.Errorf("opening the log: %w; name another file under log: in the configuration", err)
		}
		out, closeLog = f, f.Close
	}
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: cfg.Log.Level})), closeLog, nil
}
