package store

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"go.uber.org/goleak"

	"limber/bot"
)

// Some tests need another process: they run this binary again with a job and
// the path of a database.
const (
	jobVariable  = "LIMBER_TEST_JOB"
	pathVariable = "LIMBER_TEST_DATABASE"
)

var jobs = map[string]func(ctx context.Context, path string) error{
	"write until killed":   writeUntilKilled,
	"receive until killed": receiveUntilKilled,
}

func TestMain(m *testing.M) {
	job, ok := jobs[os.Getenv(jobVariable)]
	if !ok {
		goleak.VerifyTestMain(m)
		return
	}
	if err := job(context.Background(), os.Getenv(pathVariable)); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func inAnotherProcess(t *testing.T, job, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), jobVariable+"="+job, pathVariable+"="+path)
	return cmd
}

var (
	ana    = bot.Address{Platform: "telegram", Bot: "limber", Chat: "7", Thread: "1", Member: "ana-kowalska-77"}
	moment = time.Date(2026, 3, 29, 1, 30, 0, 123_000_000, time.UTC)
)

// session returns a running session of the size of a ten-minute routine.
func session(id string) bot.Session {
	t := bot.Timeline{Routine: "ten-minutes", Name: "Ten minutes", Steps: 12}
	for i := range 24 {
		at := time.Duration(i) * 25 * time.Second
		t.Blocks = append(t.Blocks, bot.Block{
			Name: "Thoracic spine release, left side", Topic: "thoracic-spine-release", Step: i/2 + 1,
			Starts: at, Works: at + 5*time.Second, Ends: at + 25*time.Second,
		})
		for k, kind := range []bot.CueKind{bot.CueReady, bot.CueStart, bot.CueHalfway} {
			t.Cues = append(t.Cues, bot.Cue{
				At: at + time.Duration(k)*5*time.Second, Kind: kind, Block: i,
				Text: "Roll slowly from the middle of the back to the shoulder blades. Breathe out where it is tight.",
			})
		}
	}
	return bot.Session{
		ID: id, Address: ana, Pack: "foam-rolling", Timeline: t, Options: bot.Options{Tempo: 1.25},
		State: bot.Running, Anchor: moment, Updated: moment,
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
