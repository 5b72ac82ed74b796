package bottest

import (
	"strings"
	"testing"
	"testing/fstest"

	"limber/knowledge"
)

// packYAML is a small pack: two entries, an exercise, three routines and a
// restriction. Its routines have short, even times so that tests can count.
const packYAML = `
pack:
  id: small
  title: Small pack
  language: en
  about: Rolling a ball with the foot.
  starters: [how-often]
sources:
  - {id: book, title: The book of balls}
entries:
  - id: how-often
    question: How often should I roll the ball?
    ask: [how many times a week, is every day too much, frequency of rolling, daily or weekly]
    answer: Once a day.
    routine: two-steps
    sources: [{source: book, section: Chapter 1}]
  - id: which-ball
    question: Which ball is best?
    ask: [what kind of ball, tennis ball or golf ball, how big should the ball be, ball size and hardness]
    answer: A tennis ball.
    note: Golf balls are too hard.
    sources: [{source: book, section: Chapter 2}]
exercises:
  - id: sole-roll
    name: Sole roll
    instructions:
      points: [Stand., "Roll the ball under the foot."]
      sources: [{source: book, section: Chapter 3}]
routines:
  - id: two-steps
    name: Two steps
    description: Both feet.
    get_ready: 10s
    switch: 5s
    steps:
      - {exercise: sole-roll, timed: 20s, each_side: true, position: standing, say: Roll slowly.}
    finish: Well done.
  - id: mixed
    name: Mixed bag
    description: One of each.
    get_ready: 10s
    steps:
      - {exercise: sole-roll, timed: 60s, position: standing}
      - {rest: 10s}
      - {exercise: sole-roll, reps: 5, pace: 4s, position: sitting}
      - {name: Stillness, hold: 15s, position: sitting}
      - {name: Calm, breathe: 20s, position: sitting}
  - id: own-time
    name: Own time
    description: Until you say done.
    get_ready: 10s
    steps:
      - {exercise: sole-roll, until_done: true}
      - {name: Stillness, hold: 15s}
safety:
  answer: Stop. Ask a doctor.
  sources: [{source: book, section: Safety}]
  restrictions:
    - {id: broken-foot, text: A broken foot, names: [broken foot, fractured foot], sources: [{source: book}]}
  red_flags:
    - {id: sharp-pain, names: [sharp pain, stabbing], sources: [{source: book}]}
tests:
  answer:
    - {ask: how often do i do it, want: how-often}
    - {ask: what ball should i take, want: which-ball}
  refuse: [who won the football game, what is the price of gold]
`

// Pack opens the small pack.
func Pack(t testing.TB) *knowledge.Pack {
	t.Helper()
	return PackWith(t)
}

// PackWith opens the small pack with texts replaced: old, new, old, new.
func PackWith(t testing.TB, replace ...string) *knowledge.Pack {
	t.Helper()
	text := strings.NewReplacer(replace...).Replace(packYAML)
	p, err := knowledge.Open(fstest.MapFS{"pack.yaml": {Data: []byte(text)}})
	if err != nil {
		t.Fatalf("the test pack has mistakes:\n%v", err)
	}
	return p
}
