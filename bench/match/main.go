// Command match measures the product's matcher beside what else one would use:
// see docs/matching.md.
//
//	match fetch FOLDER              brings the public sets into a folder
//	match accuracy [flags] FOLDER   measures on them
//	match speed FILE                makes tables of what `go test -bench` printed
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "match:", err)
		os.Exit(1)
	}
}

// github is where the files of public repositories are.
const github = "https://raw.githubusercontent.com"

func run(ctx context.Context, args []string, out, log io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("say fetch, accuracy or speed")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(log)
	from := flags.String("from", github, "where to fetch from")
	into := flags.String("into", "", "a Markdown file to put the tables into, between its marks; printed when empty")
	draws := flags.Int("draws", 5, "how often phrasings are drawn")
	questions := flags.Int("questions", all, "how many questions of a set are asked; 0 for all")
	slow := flags.Int("slow", 200, "the same for the engines that are slow")
	only := flags.String("only", "", "what the names of engines to measure beside the product's begin with, parted by semicolons; all when empty")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if flags.NArg() != 1 || flags.Arg(0) == "" {
		return fmt.Errorf("%s needs one folder or file", args[0])
	}
	arg := flags.Arg(0)
	switch args[0] {
	case "fetch":
		return fetch(ctx, *from, arg, log)
	case "accuracy":
		a := accuracy{draws: *draws, questions: *questions, slowQuestions: *slow, log: log}
		var err error
		if a.engines, err = chosen(*only); err != nil {
			return err
		}
		if a.sets, err = readSets(arg); err != nil {
			return err
		}
		if err := a.run(); err != nil {
			return err
		}
		return publish(out, *into, "accuracy", a.write)
	case "speed":
		data, err := os.ReadFile(arg)
		if err != nil {
			return err
		}
		s, err := readSpeed(string(data))
		if err != nil {
			return err
		}
		return publish(out, *into, "speed", s.write)
	}
	return fmt.Errorf("%q is not fetch, accuracy or speed", args[0])
}

// chosen are the product's matcher and the engines named.
func chosen(names string) ([]engine, error) {
	if names == "" {
		return engines, nil
	}
	list := engines[:1:1]
	for name := range strings.SplitSeq(names, ";") {
		begins := func(e engine) bool { return strings.HasPrefix(e.name, name) }
		if !slices.ContainsFunc(engines, begins) {
			return nil, fmt.Errorf("no engine's name begins with %q", name)
		}
		for _, e := range engines[1:] {
			if begins(e) {
				list = append(list, e)
			}
		}
	}
	return list, nil
}
