package knowledge

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

// plants is a pack with one of everything that Cover finds.
const plants = `pack: {id: plants, title: Plants, language: en, about: Pot plants.}
sources: [{id: book, title: Book}]
entries:
  - id: watering
    question: How often should I water my fern?
    ask:
      - how often does a fern need water
      - how many times a week does the fern want water
      - how often do i water a fern in winter
      - is it enough to water the fern on sundays
      - how much time between two waterings of the fern
      - water the fern every day or every week
      - how often should i water the fern in summer
      - which soil for a fern in a pot
      - when does the fern need water again
    answer: Once a week.
    sources: [{source: book}]
  - id: soil
    question: Which soil is best for a fern?
    ask:
      - which soil for a fern
      - what soil do i take for a fern in a pot
      - which soil does a fern in a pot like
      - best soil for the fern's pot
      - what kind of soil for ferns
      - is garden soil fine for a fern in a pot
      - which earth or soil for the pot of a fern
      - soil for a fern
    answer: Loose and rich.
    sources: [{source: book}]
  - id: light
    question: Does a cactus need sun?
    ask:
      - cactus on a north window
      - my spiky friend is in a dark corner
    answer: As much as there is.
    sources: [{source: book}]
  - id: repotting
    question: When do I repot an orchid?
    ask:
      - when do i repot the orchid
      - when do i repot my orchid
      - when to repot an orchid
      - when to repot the orchid
      - when to repot my orchid
      - when do i repot orchids
      - when to repot orchids
      - when should i repot an orchid
      - please when do i repot an orchid
    answer: Every second spring.
    sources: [{source: book}]
exercises:
  - id: digging
    name: Digging
    instructions:
      text: Dig.
      ask: [how deep does the spade go when digging]
      sources: [{source: book}]
routines:
  - {id: potting, name: Potting round, description: All pots., steps: [{exercise: digging, timed: 60s}]}
safety:
  answer: Stop.
  sources: [{source: book}]
  restrictions: []
  red_flags:
    - {id: spikes, names: [spiky friend], sources: [{source: book}]}
tests:
  answer:
    - {ask: "Which soil for a fern?", want: soil}
    - {ask: my fern looks thirsty, want: watering}
    - {ask: and which soil for a fern, after: how often do i water a fern, want: soil}
  routine:
    - {ask: start the potting round, want: potting}
`

// plantsCovered is what Cover says of it, found once.
var plantsCovered = sync.OnceValues(coverPlants)

func coverPlants() (Coverage, error) {
	p, err := open("pack.yaml", plants)
	if err != nil {
		return Coverage{}, err
	}
	return Cover(p), nil
}

// lineOf is the line of plants that a text stands in.
func lineOf(t *testing.T, s string) int {
	t.Helper()
	before, _, found := strings.Cut(plants, s)
	if !found {
		t.Fatalf("the pack has no %q", s)
	}
	return strings.Count(before, "\n") + 1
}

func TestCover(t *testing.T) {
	r, err := plantsCovered()
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) Where { return Where{"pack.yaml", lineOf(t, s)} }

	if r.Facts != 6 || r.Ways != 10+9+3+10 || r.Folds != manyFolds || r.Found == 0 || r.Found >= r.Ways {
		t.Errorf("%d facts, %d folds, %d of %d found; want 6, %d, and some found", r.Facts, r.Folds, r.Found, r.Ways, manyFolds)
	}

	thin := map[string]Thin{}
	for _, f := range r.Thin {
		thin[f.Fact.ID] = f
	}
	if f := thin["light"]; f.Why != Few || f.Ways != 3 || f.Fact.Where != at("id: light") || f.Lost == nil {
		t.Errorf("light has few ways of asking: %+v", f)
	}
	if f := thin["repotting"]; f.Why != Alike || f.Ways != 10 {
		t.Errorf("the ways of asking for repotting are alike: %+v", f)
	}
	if f, ok := thin["digging/instructions"]; ok {
		t.Errorf("the language brings ways of asking for digging: %+v", f)
	}
	if f, ok := thin["soil"]; ok {
		t.Errorf("soil is asked for in many ways: %+v", f)
	}
	if first := r.Thin[0].Fact.ID; first == "repotting" {
		t.Errorf("%s is the thinnest, though it is found", first)
	}

	// One of watering's ways asks for the soil, and draws soil's to it.
	i := slices.IndexFunc(r.Mistaken, func(m Mistaken) bool { return m.First.ID == "soil" && m.Second.ID == "watering" })
	if i < 0 {
		t.Errorf("soil and watering are not mistaken for each other: %+v", r.Mistaken)
	} else if m := r.Mistaken[i]; m.Times < m.Back || m.Back != 1 || m.Example == nil || m.BackExample.Where != at("which soil for a fern in a pot") {
		t.Errorf("watering is once mistaken for soil, by the way of asking that stands wrong: %+v", m)
	}

	i = slices.IndexFunc(r.Idle, func(w Way) bool { return w.Fact.ID == "repotting" })
	if i < 0 || r.Idle[i].Where.Line == 0 || r.Idle[i].Like == "" || r.Idle[i].Like == r.Idle[i].Text {
		t.Errorf("a way of asking for repotting adds nothing: %+v", r.Idle)
	}
	for _, w := range r.Idle {
		if slices.ContainsFunc(r.Idle, func(o Way) bool { return o.Text == w.Like && o.Fact == w.Fact }) {
			t.Errorf("%q adds nothing to %q, which adds nothing either", w.Text, w.Like)
		}
	}

	if len(r.Stopped) != 1 || r.Stopped[0].Where != at("my spiky friend") {
		t.Errorf("what gets the safety answer: %+v", r.Stopped)
	}

	var flattered []string
	for _, f := range r.Flattered {
		flattered = append(flattered, f.Ask)
		if f.Likeness < flatteredFrom || f.Where.Line == 0 {
			t.Errorf("flattered without a reason or a place: %+v", f)
		}
	}
	if !slices.Equal(flattered, []string{"Which soil for a fern?", "start the potting round"}) {
		t.Errorf("flattered by %q", flattered)
	}
	if len(r.All) != 2 || r.All[0].Total != 3 || r.Plain[0].Total != 2 || r.Plain[1].Total != 0 || r.All[0].Right-r.Plain[0].Right != 1 {
		t.Errorf("the figures are %+v, without what flatters %+v", r.All, r.Plain)
	}
}

// TestCoverIsTheSameEveryTime holds what is found, and its order, to be so.
func TestCoverIsTheSameEveryTime(t *testing.T) {
	list := func(r Coverage) (s []string) {
		for _, f := range r.Thin {
			s = append(s, f.Fact.ID)
		}
		for _, m := range r.Mistaken {
			s = append(s, m.First.ID, m.Second.ID, m.Example.Text)
		}
		for _, w := range r.Idle {
			s = append(s, w.Text, w.Like)
		}
		return s
	}
	first, err := plantsCovered()
	if err != nil {
		t.Fatal(err)
	}
	again, err := coverPlants()
	if err != nil {
		t.Fatal(err)
	}
	if a, b := list(first), list(again); !slices.Equal(a, b) {
		t.Errorf("first\n%q\nthen\n%q", a, b)
	}
}
