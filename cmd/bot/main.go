// Command bot is Limber: an assistant that answers from knowledge packs and
// guides routines, in the terminal and on chat platforms.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(status)
}

// streams are what the program reads and writes.
type streams struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// commands is the command line.
type commands struct {
	Config string `help:"Configuration file. Without it config.yaml is read if it is here." placeholder:"FILE" env:"LIMBER_CONFIG"`

	Run      runCommand      `cmd:"" default:"1" help:"Run what the configuration turns on; without one, chat in this terminal (default)."`
	Ask      askCommand      `cmd:"" help:"Answer one question, or questions as lines of JSON."`
	Check    checkCommand    `cmd:"" help:"Check the configuration and the packs, and run the packs' test questions."`
	Rehearse rehearseCommand `cmd:"" help:"Print a whole routine as it would be said."`
	Doctor   doctorCommand   `cmd:"" help:"Look for what is wrong with the connections."`
	Gaps     gapsCommand     `cmd:"" help:"List the questions that nobody could answer yet."`
	Diff     diffCommand     `cmd:"" help:"Say which questions a changed pack would answer differently."`
	Health   healthCommand   `cmd:"" help:"Ask the bot that runs whether it is alive; needs admin in the configuration."`
	Move     moveCommand     `cmd:"" help:"Move all that is kept to another database: from a file to PostgreSQL, or back."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// errTold is an error that has been told in full: only the exit status is left.
var errTold = errors.New("")

// run is the program: it returns the exit status, 0 for success, 1 for failure,
// 2 for a command line that is not understood.
func run(ctx context.Context, args []string, s streams) int {
	var c commands
	exit := -1
	parser, err := kong.New(&c,
		kong.Name("bot"),
		kong.Description("Limber answers questions from a knowledge pack and guides routines."),
		kong.Writers(s.out, s.err),
		kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		panic(err) // the commands above are wrong
	}
	command, err := parser.Parse(doubleDashes(args))
	if exit >= 0 {
		return exit // help was printed
	}
	if err != nil {
		fmt.Fprintf(s.err, "bot: %v\nTry bot -help.\n", err)
		return 2
	}
	command.BindTo(ctx, (*context.Context)(nil))
	if err := command.Run(&c, s); err != nil {
		if !errors.Is(err, errTold) {
			fmt.Fprintf(s.err, "bot: %v\n", err)
		}
		return 1
	}
	return 0
}

// doubleDashes lets a long flag have one dash or two, as Go programs do:
// -config is --config. What follows "--" is left alone.
func doubleDashes(args []string) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		if arg == "--" {
			copy(out[i:], args[i:])
			break
		}
		if len(arg) > 2 && arg[0] == '-' && arg[1] != '-' && !strings.ContainsAny(arg, " \t") {
			arg = "-" + arg
		}
		out[i] = arg
	}
	return out
}
