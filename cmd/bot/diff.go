package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"limber/knowledge"
)

type diffCommand struct {
	Old string `arg:"" help:"The pack as it was: a built-in one or a folder." placeholder:"OLDPACK"`
	New string `arg:"" help:"The pack as it is to be." placeholder:"NEWPACK"`

	Questions string `required:"" help:"A file of questions as bot ask -jsonl reads them and bot gaps -jsonl writes them; - is standard input." placeholder:"FILE"`
	Fail      bool   `help:"Fail if any question would be answered differently."`
	JSONL     bool   `name:"jsonl" help:"A line of JSON for each of those questions."`
}

func (c *diffCommand) Run(s streams) error {
	questions, err := c.questions(s)
	if err != nil {
		return err
	}
	old, err := openPack(c.Old)
	if err != nil {
		return err
	}
	now, err := openPack(c.New)
	if err != nil {
		return err
	}
	differences := knowledge.Compare(old, now, questions)
	if c.JSONL {
		err = encodeDifferences(s.out, differences)
	} else {
		printDifferences(s.out, differences, len(questions))
	}
	if err == nil && c.Fail && len(differences) > 0 {
		return errTold
	}
	return err
}

// questions reads the file of questions. Every line that is none is told on
// standard error.
func (c *diffCommand) questions(s streams) ([]knowledge.Asked, error) {
	in := s.in
	if c.Questions != "-" {
		f, err := os.Open(c.Questions)
		if err != nil {
			return nil, fmt.Errorf("reading the questions: %w", err)
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	}
	var list []knowledge.Asked
	bad := 0
	r := bufio.NewReader(in)
	for n := 1; ; n++ {
		line, readErr := r.ReadBytes('\n')
		q, some, err := parseQuestion(line)
		switch {
		case err != nil:
			fmt.Fprintf(s.err, "line %d: %v\n", n, err)
			bad++
		case some:
			list = append(list, knowledge.Asked{Text: q.Q, Before: q.Context})
		}
		if readErr == io.EOF {
			break
		}
		if readErr != nil {
			return nil, fmt.Errorf("reading the questions: %w", readErr)
		}
	}
	switch {
	case bad > 0:
		return nil, fmt.Errorf("%d lines hold no question", bad)
	case len(list) == 0:
		return nil, errors.New("there are no questions: give lines such as {\"id\":\"1\",\"q\":\"how often?\"}")
	}
	return list, nil
}

// group is a run of questions that changed in the same way.
type group struct {
	how       string
	times     int
	questions []knowledge.Difference
}

// groups joins differences that how says the same of, in the order of their
// first.
func groups(list []knowledge.Difference, how func(knowledge.Difference) string) []group {
	var out []group
	for _, d := range list {
		key := how(d)
		i := slices.IndexFunc(out, func(g group) bool { return g.how == key })
		if i < 0 {
			i = len(out)
			out = append(out, group{how: key})
		}
		out[i].times += d.Times
		out[i].questions = append(out[i].questions, d)
	}
	return out
}

func printDifferences(w io.Writer, list []knowledge.Difference, asked int) {
	different := 0
	for _, d := range list {
		different += d.Times
	}
	if different == 0 {
		fmt.Fprintf(w, "All of %d questions would be answered as before.\n", asked)
		return
	}
	fmt.Fprintf(w, "%d of %d questions would be answered differently.\n", different, asked)
	for _, kind := range groups(list, changeOf) {
		fmt.Fprintf(w, "\n%s: %d\n", kind.how, kind.times)
		pairs := groups(kind.questions, func(d knowledge.Difference) string {
			if was, is := replyName(d.Old), replyName(d.New); was != is {
				return was + " -> " + is
			}
			return replyName(d.New)
		})
		slices.SortStableFunc(pairs, func(a, b group) int { return b.times - a.times })
		for _, pair := range pairs {
			fmt.Fprintf(w, "%4d  %s\n", pair.times, pair.how)
			for _, d := range pair.questions {
				fmt.Fprintf(w, "        %s\n", questionOf(d))
			}
		}
	}
}

// changeOf says what became of what.
func changeOf(d knowledge.Difference) string {
	gets := map[knowledge.Kind]string{
		knowledge.KindAnswer:   "answer",
		knowledge.KindChoices:  "choices",
		knowledge.KindFallback: "fallback",
		knowledge.KindRoutine:  "routine",
		knowledge.KindSafety:   "safety answer",
	}
	was, is := gets[d.Old.Kind], gets[d.New.Kind]
	switch {
	case d.Old.Kind == knowledge.KindSafety && d.New.Kind != knowledge.KindSafety:
		return "!!! SAFETY ANSWER LOST, now " + is
	case d.New.Kind == knowledge.KindSafety && d.Old.Kind != knowledge.KindSafety:
		return "!!! SAFETY ANSWER GAINED, before " + was
	case d.Safety():
		return "!!! ANOTHER SAFETY ANSWER"
	case d.Reworded():
		return "the same answer in other words"
	case was == is:
		is = "other " + is
	}
	return was + " -> " + is
}

func replyName(r knowledge.Reply) string {
	switch r.Kind {
	case knowledge.KindFallback:
		return "fallback"
	case knowledge.KindAnswer:
		return strings.Join(r.IDs, " + ")
	}
	return string(r.Kind) + " " + strings.Join(r.IDs, " or ")
}

func questionOf(d knowledge.Difference) string {
	text := oneLine(d.Text)
	if d.Before != "" {
		text += fmt.Sprintf("  (after %q)", oneLine(d.Before))
	}
	if d.Times > 1 {
		text += fmt.Sprintf("  (%d times)", d.Times)
	}
	return text
}

// differenceLine is one line of -jsonl.
type differenceLine struct {
	Q       string    `json:"q"`
	Context string    `json:"context"`
	Times   int       `json:"times"`
	Safety  bool      `json:"safety"` // the safety answer is lost, gained or another one
	Old     replyLine `json:"old"`
	New     replyLine `json:"new"`
}

type replyLine struct {
	Kind    knowledge.Kind `json:"kind"`
	Entries []string       `json:"entries"` // ids, as bot ask names them
}

func encodeDifferences(w io.Writer, list []knowledge.Difference) error {
	encode := json.NewEncoder(w)
	encode.SetEscapeHTML(false)
	line := func(r knowledge.Reply) replyLine { return replyLine{r.Kind, append([]string{}, r.IDs...)} }
	for _, d := range list {
		if err := encode.Encode(differenceLine{d.Text, d.Before, d.Times, d.Safety(), line(d.Old), line(d.New)}); err != nil {
			return err
		}
	}
	return nil
}
