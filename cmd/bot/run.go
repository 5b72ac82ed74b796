package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"golang.org/x/term"

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
	p, err := openPack(cfg.Terminal.Pack)
	if err != nil {
		return err
	}
	debug.FreeOSMemory() // what loading the pack took is not needed again
	screen := isTerminal(s.in) && isTerminal(s.out) && os.Getenv("TERM") != "dumb"
	log, closeLog, err := openLog(cfg, s.err, screen)
	if err != nil {
		return err
	}
	defer func() { _ = closeLog() }() // nowhere is left to tell of it
	db, err := store.Open(ctx, cfg.Database)
	if err != nil {
		return err
	}
	adapter := terminal.New(terminal.Options{
		In: s.in, Out: s.out, Interactive: screen,
		Name: p.Info.ID, Title: p.Info.Title, Labels: labels(p), Bell: *cfg.Terminal.Bell, Log: log,
		Complete: func(line string) string { return completed(p, line) },
	})
	b := bot.New(bot.Config{
		Pack: p, Adapter: adapter, Store: db, Log: log,
		Retention: time.Duration(cfg.RetentionDays) * 24 * time.Hour,
	})
	err = b.Run(ctx)
	if closeErr := db.Close(); err == nil {
		err = closeErr
	}
	return err
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
