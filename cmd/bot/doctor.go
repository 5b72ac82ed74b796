package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"limber/adapters/discord"
	"limber/adapters/telegram"
)

type doctorCommand struct {
	Fix bool `help:"Mend what can be mended from here: remove a webhook that was left behind."`
}

// Run prints one sentence for each fault. A healthy connection is a line too, so
// that silence never means that nothing was looked at.
func (d *doctorCommand) Run(ctx context.Context, global *commands, s streams) error {
	cfg, err := loadConfig(global.Config)
	if err != nil {
		return err
	}
	if !cfg.connected() {
		fmt.Fprintln(s.out, "No connection is turned on, so the bot chats in this terminal. docs/telegram.md says how to put it on Telegram.")
		return nil
	}
	packs, err := openPacks(cfg)
	if err != nil {
		return err
	}
	silent := slog.New(slog.DiscardHandler)
	healthy := true
	for _, t := range cfg.Telegram {
		adapter, err := telegram.New(telegramOptions(t, packs[t.Pack.String()], nil, silent))
		if err != nil {
			healthy = report(s.out, "telegram", err.Error())
			continue
		}
		name := adapter.Connection().String()
		if d.Fix {
			if err := adapter.Fix(ctx); err != nil {
				healthy = report(s.out, name, err.Error())
			}
		}
		var faults []string
		for _, f := range adapter.Doctor(ctx) {
			faults = append(faults, f.Sentence)
		}
		healthy = report(s.out, name, faults...) && healthy
	}
	for _, c := range cfg.Discord {
		adapter, err := discord.New(discordOptions(c, packs[c.Pack.String()], nil, silent))
		if err != nil {
			healthy = report(s.out, "discord", err.Error())
			continue
		}
		var faults []string
		for _, f := range adapter.Doctor(ctx) {
			faults = append(faults, f.Sentence)
		}
		healthy = report(s.out, adapter.Connection().String(), faults...) && healthy
	}
	if !healthy {
		return errTold
	}
	return nil
}

// report prints what is wrong with a connection and reports whether nothing is.
func report(w io.Writer, name string, faults ...string) (healthy bool) {
	for _, f := range faults {
		fmt.Fprintf(w, "%s: %s\n", name, f)
	}
	if len(faults) == 0 {
		fmt.Fprintf(w, "%s: all is well.\n", name)
	}
	return len(faults) == 0
}
