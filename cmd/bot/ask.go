package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"limber/bot"
	"limber/knowledge"
)

type askCommand struct {
	Question []string `arg:"" optional:"" help:"The question."`
	Why      bool     `help:"Also print how the answer was found."`
	JSONL    bool     `name:"jsonl" help:"Read lines {\"id\",\"q\",\"context\"} from standard input and write a line of JSON for each."`
	Pack     []string `help:"A built-in pack or a folder, instead of the configured one; several, parted by commas, in several languages." placeholder:"NAME"`
}

func (c *askCommand) Run(global *commands, s streams) error {
	p, err := chosenPack(global.Config, c.Pack...)
	if err != nil {
		return err
	}
	question := strings.Join(c.Question, " ")
	switch {
	case c.JSONL && question != "":
		return errors.New("-jsonl reads its questions from standard input: leave the question out")
	case c.JSONL:
		return askLines(p, s)
	case strings.TrimSpace(question) == "":
		return errors.New(`ask what? Write the question after it: bot ask "how often should I roll?"`)
	}
	o, p := p.Ask(knowledge.Query{Text: question})
	r := bot.Answer(p, o)
	fmt.Fprintln(s.out, r.Text)
	if r.Small != "" {
		fmt.Fprintf(s.out, "\n%s\n", r.Small)
	}
	if c.Why {
		printWhy(s.out, p, o)
	}
	return nil
}

// chosenPack opens the named pack, or several side by side; without a name what
// the configuration has for the terminal.
func chosenPack(config string, names ...string) (*knowledge.Pack, error) {
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	if len(names) == 0 {
		cfg, err := loadConfig(config)
		if err != nil {
			return nil, err
		}
		names = cfg.Terminal.Pack
	}
	return newShelf().set(names)
}

// mostFeatures is how many parts of a question -why lists: those after it add
// next to nothing.
const mostFeatures = 12

func printWhy(w io.Writer, p *knowledge.Pack, o knowledge.Outcome) {
	fmt.Fprintf(w, "\noutcome: %s\n", o.Kind)
	if o.Language != "" {
		fmt.Fprintf(w, "language of the question: %s\n", o.Language)
	}
	if o.Flag != nil {
		fmt.Fprintf(w, "red flag: %s, by %q\n", o.Flag.ID, o.Flag.Matched)
	}
	if o.Routine != nil {
		fmt.Fprintf(w, "routine: %s\n", o.Routine.ID)
	}
	for _, h := range o.Hits {
		fmt.Fprintf(w, "entry: %s, certainty %.2f, margin %+.2f\n  nearest wording: %s\n", h.ID(), h.Confidence, h.Score, h.Phrasing)
		fmt.Fprintf(w, "  understood as: %s\n  known: %.0f%%, like a question to refuse: %.0f%%, of this pack rather than another: %+.2f\n",
			p.Understood(h), 100*h.Known, 100*h.Refused, h.Covered)
		for i, f := range p.Explain(h) {
			if i == mostFeatures {
				break
			}
			fmt.Fprintf(w, "  %+.3f %s\n", f.Weight, f.Name)
		}
	}
	for _, h := range o.Alternatives {
		fmt.Fprintf(w, "next: %s, certainty %.2f, margin %+.2f\n", h.ID(), h.Confidence, h.Score)
	}
}

// questionLine and resultLine are one line in and one line out of -jsonl.
type questionLine struct {
	ID      string `json:"id"`
	Q       string `json:"q"`
	Context string `json:"context"` // what the same member asked just before
}

type resultLine struct {
	ID           string         `json:"id"`
	Kind         knowledge.Kind `json:"kind"`
	Answer       string         `json:"answer"` // what the member gets
	Entry        string         `json:"entry"`  // ids, joined with + where two questions were answered
	Score        float64        `json:"score"`  // certainty, 0 to 1
	Source       string         `json:"source"`
	Alternatives []alternative  `json:"alternatives"`
}

type alternative struct {
	Entry string  `json:"entry"`
	Score float64 `json:"score"`
}

// askLines answers each line as it comes. A line that is no question is told
// on standard error, and the rest goes on.
func askLines(p *knowledge.Pack, s streams) error {
	in, out := bufio.NewReaderSize(s.in, 1<<16), bufio.NewWriter(s.out)
	encode := json.NewEncoder(out)
	encode.SetEscapeHTML(false)
	bad, asked := 0, 0
	for n := 1; ; n++ {
		line, readErr := in.ReadBytes('\n')
		if q, some, err := parseQuestion(line); some {
			asked++
			if err != nil {
				fmt.Fprintf(s.err, "line %d: %v\n", n, err)
				bad++
			} else if err := encode.Encode(answerLine(p, q)); err != nil {
				return err
			}
		}
		if in.Buffered() == 0 || readErr != nil {
			if err := out.Flush(); err != nil {
				return err
			}
		}
		switch {
		case readErr == io.EOF && bad > 0:
			return fmt.Errorf("%d of %d lines were no questions", bad, asked)
		case readErr == io.EOF:
			return nil
		case readErr != nil:
			return fmt.Errorf("reading questions: %w", readErr)
		}
	}
}

// parseQuestion reads one line of questions; some is false for an empty one.
func parseQuestion(line []byte) (q questionLine, some bool, err error) {
	text := strings.TrimSpace(strings.TrimPrefix(string(line), "\ufeff"))
	if text == "" {
		return q, false, nil
	}
	if err := json.Unmarshal([]byte(text), &q); err != nil {
		return q, true, fmt.Errorf("not a question, want {\"id\":\"…\",\"q\":\"…\"}: %w", err)
	}
	return q, true, nil
}

func answerLine(p *knowledge.Pack, q questionLine) resultLine {
	query := knowledge.Query{Text: q.Q}
	if q.Context != "" {
		before, in := p.Ask(knowledge.Query{Text: q.Context})
		query.Topic = in.Topic(before)
	}
	o, p := p.Ask(query)
	r := bot.Answer(p, o)
	line := resultLine{ID: q.ID, Kind: o.Kind, Answer: r.Text, Source: r.Small, Alternatives: []alternative{}}
	var ids []string
	for i, h := range o.Hits {
		ids = append(ids, h.ID())
		if i == 0 || h.Confidence < line.Score {
			line.Score = h.Confidence
		}
	}
	switch {
	case o.Kind == knowledge.KindAnswer:
		line.Entry = strings.Join(ids, "+")
	case o.Routine != nil:
		line.Entry = o.Routine.ID
	case o.Flag != nil:
		line.Entry = o.Flag.ID
	}
	if o.Kind == knowledge.KindChoices {
		o.Alternatives = append(o.Hits, o.Alternatives...)
	}
	for _, h := range o.Alternatives {
		line.Alternatives = append(line.Alternatives, alternative{h.ID(), h.Confidence})
	}
	return line
}
