package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

const quickStep = 200 * time.Millisecond

// writeNumberedPack writes a pack whose routine, quick, says two numbered cues
// a step. More are lines of its section on safety.
func writeNumberedPack(t *testing.T, dir string, steps int, every time.Duration, more ...string) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, `pack: {id: quick, title: Quick, language: en, about: Nothing.}
sources: [{id: book, title: Book}]
safety:
  answer: Stop.
  sources: [{source: book}]
%[2]sroutines:
  - id: quick
    name: Quick
    description: Quick.
    get_ready: %[1]s
    steps:
`, every, strings.Join(more, ""))
	for i := range steps {
		fmt.Fprintf(&b, "      - {name: Step, hold: %[1]s, get_ready: %[1]s, setup: cue number %[2]d., say: cue number %[3]d.}\n", every, 2*i+1, 2*i+2)
	}
	write(t, filepath.Join(dir, "quick", "pack.yaml"), b.String())
}

var numberedCue = regexp.MustCompile(`cue number (\d+)\.`)

// cuesIn are the numbers of the cues in a text.
func cuesIn(text string) (numbers []int) {
	for _, found := range numberedCue.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(found[1]) // the pattern found digits
		numbers = append(numbers, n)
	}
	return numbers
}

// toldOnce fails unless each cue was said once and in order, but those that may
// be missing because they were on their way at a kill.
func toldOnce(t *testing.T, numbers []int, mayMiss map[int]bool) {
	t.Helper()
	last := 0
	for _, n := range numbers {
		if n <= last {
			t.Errorf("cue %d was said after cue %d", n, last)
		}
		for missing := last + 1; missing < n; missing++ {
			if !mayMiss[missing] {
				t.Errorf("cue %d was never said, and it was not on its way at a kill", missing)
			}
		}
		last = n
	}
}

// follower is a member of a platform who follows the numbered routine.
type follower interface {
	numbers() []int // of the cues that were said, in the order of their coming
	finished() bool
}

// killAmongCues kills the program at any moment after some more cues. It returns
// the one that may have been on its way.
func killAmongCues(t *testing.T, s platform, p *process, who follower, random *rand.Rand) (onItsWay int) {
	t.Helper()
	more := len(who.numbers()) + 1 + random.IntN(3)
	await(t, s, p, "the next cues", func() bool { return len(who.numbers()) >= more || who.finished() })
	<-time.After(time.Duration(random.Int64N(int64(quickStep)))) // a kill may come at any moment
	p.kill()
	said := who.numbers()
	return said[len(said)-1] + 1
}
