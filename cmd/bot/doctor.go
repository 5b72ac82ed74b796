package main

import (
	"context"
	"fmt"
	"log/slog"

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
	if len(cfg.Telegram) == 0 {
		fmt.Fprintln(s.out, "No connection is turned on, so the bot chats in this terminal. docs/telegram.md says how to put it on Telegram.")
		return nil
	}
	packs, err := openPacks(cfg)
	if err != nil {
		return err
	}
	healthy := true
	for _, t := range cfg.Telegram {
		adapter, err := telegram.New(telegramOptions(t, packs[t.Pack], nil, slog.New(slog.DiscardHandler)))
		if err != nil {
			fmt.Fprintf(s.out, "telegram: %v\n", err)
			healthy = false
			continue
		}
		name := adapter.Connection().String()
		if d.Fix {
			if err := adapter.Fix(ctx); err != nil {
				fmt.Fprintf(s.out, "%s: %v\n", name, err)
				healthy = false
			}
		}
		faults := adapter.Doctor(ctx)
		for _, f := range faults {
			fmt.Fprintf(s.out, "%s: %s\n", name, f.Sentence)
			healthy = false
		}
		if len(faults) == 0 {
			fmt.Fprintf(s.out, "%s: all is well.\n", name)
		}
	}
	if !healthy {
		return errTold
	}
	return nil
}
