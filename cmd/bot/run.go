package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"golang.org/x/term"

	"limber/adapters/terminal"
	"limber/bot/store"
	"limber/cmd/bot/internal/admin"
	"limber/knowledge"
)

type runCommand struct{}

func (runCommand) Run(ctx context.Context, global *commands, s streams) error {
	cfg, err := loadConfig(global.Config)
	if err != nil {
		return err
	}
	if store.IsPostgres(cfg.Database) && !cfg.connected() {
		return errors.New("the database is on PostgreSQL, for bots on Telegram and Discord, and none is turned on: " +
			"give one a token, or leave database out to chat in this terminal")
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
	view, err := admin.Open(ctx, admin.Options{Address: cfg.Admin, Version: version(), Log: log})
	if err != nil {
		return err
	}
	defer view.Close()
	p := &program{cfg: cfg, packs: packs, log: log, view: view}
	if store.IsPostgres(cfg.Database) {
		return p.replica(ctx)
	}
	return p.alone(ctx, s, screen)
}

// openPacks opens each pack that a connection speaks for, once.
func openPacks(cfg Config) (map[string]*knowledge.Pack, error) {
	s := newShelf()
	for _, names := range cfg.spoken() {
		if _, err := s.set(names); err != nil {
			return nil, err
		}
	}
	settle()
	return s.sets, nil
}

// settle gives back what loading the packs took, which is not needed again, and
// lets the heap grow less before it is cleaned: members write seldom, and a small
// machine's memory is dearer than its time. GOGC in the environment says
// otherwise.
func settle() {
	if os.Getenv("GOGC") == "" {
		const percent = 10
		debug.SetGCPercent(percent)
	}
	debug.FreeOSMemory()
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
	for _, in := range p.For(line).OwnFirst() {
		if list := in.Complete(line, 1); len(list) > 0 {
			return list[0].Text
		}
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
