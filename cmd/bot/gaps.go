package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"limber/bot"
	"limber/bot/store"
	"limber/knowledge"
)

type gapsCommand struct {
	Pack  string `help:"Only of this pack; without it, of the terminal's." placeholder:"NAME"`
	JSONL bool   `name:"jsonl" help:"A line of JSON for each, as bot ask -jsonl and bot diff read them."`
}

func (c *gapsCommand) Run(ctx context.Context, global *commands, s streams) error {
	cfg, err := loadConfig(global.Config)
	if err != nil {
		return err
	}
	names := cfg.Terminal.Pack
	if c.Pack != "" {
		names = packNames{c.Pack}
	}
	p, err := newShelf().set(names)
	if err != nil {
		return err
	}
	db, err := store.OpenReader(ctx, cfg.Database)
	if unmade, ok := errors.AsType[*store.Unmade](err); ok {
		out := s.out
		if c.JSONL {
			out = s.err // there, lines of JSON are wanted and nothing else
		}
		fmt.Fprintf(out, "There is no %s yet, so there are no gaps. The bot makes it when it first runs.\n", unmade.What)
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // it was only read
	var all []bot.Gap
	for _, in := range p.Languages() {
		gaps, err := db.Gaps(ctx, in.Info.ID)
		if err != nil {
			return err
		}
		if !c.JSONL {
			printGaps(s.out, in, gaps)
		}
		all = append(all, gaps...)
	}
	switch {
	case c.JSONL:
		return encodeGaps(s.out, all)
	case len(all) == 0:
		fmt.Fprintln(s.out, "No gaps: every question so far was answered.")
	}
	return nil
}

// printGaps prints the questions to a pack that nobody could answer, those that
// are alike together.
func printGaps(w io.Writer, p *knowledge.Pack, gaps []bot.Gap) {
	questions := make([]string, len(gaps))
	for i, g := range gaps {
		questions[i] = g.Question
	}
	const day = time.DateOnly
	for _, group := range p.GroupQuestions(questions) {
		first, last := gaps[group[0]].At, gaps[group[len(group)-1]].At
		when := first.Format(day)
		if last.Format(day) != when {
			when += " to " + last.Format(day)
		}
		fmt.Fprintf(w, "%4d  %-24s %s\n", len(group), when, oneLine(questions[group[0]]))
		said := map[string]bool{questions[group[0]]: true}
		for _, i := range group[1:] {
			if !said[questions[i]] {
				fmt.Fprintf(w, "%31s %s\n", "", oneLine(questions[i]))
				said[questions[i]] = true
			}
		}
	}
}

// gapLine is a questionLine with the moment of the question.
type gapLine struct {
	questionLine
	At time.Time `json:"at"`
}

func encodeGaps(w io.Writer, gaps []bot.Gap) error {
	encode := json.NewEncoder(w)
	encode.SetEscapeHTML(false)
	for i, g := range gaps {
		if err := encode.Encode(gapLine{questionLine{ID: strconv.Itoa(i + 1), Q: g.Question}, g.At}); err != nil {
			return err
		}
	}
	return nil
}

// oneLine cuts a question to what fits a line and shows no control characters.
func oneLine(s string) string {
	const most = 100
	r := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
	if len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return string(r)
}
