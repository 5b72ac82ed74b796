package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"limber/knowledge"
)

// animals are what the pack of writeZoo knows about.
var animals = strings.Fields(`walrus penguin giraffe elephant hedgehog crocodile butterfly kangaroo octopus
	flamingo squirrel tortoise zebra jaguar buffalo ostrich`)

// A question to the pack of writeZoo, and what its answer begins with.
const (
	zooQuestion = "Where does the walrus sleep?"
	zooAnswer   = "The walrus sleeps in house number 1."
)

// writeZoo writes a pack that is loaded fast, for tests that start the program
// many times. Each of its answers is another.
func writeZoo(t *testing.T, dir string) {
	t.Helper()
	write(t, filepath.Join(dir, "zoo", "pack.yaml"), `pack: {id: zoo, title: Zoo, language: en, about: Animals.}
sources: [{id: book, title: Book}]
safety:
  answer: Stop.
  sources: [{source: book}]
`+zooEntries())
}

// zooEntries is the section of that pack with its answers.
func zooEntries() string {
	var b strings.Builder
	b.WriteString("entries:\n")
	for i, animal := range animals {
		fmt.Fprintf(&b, `  - id: %[1]s
    question: Where does the %[1]s sleep?
    ask: [home of the %[1]s, %[1]s at night, bed of a %[1]s]
    answer: The %[1]s sleeps in house number %[2]d.
    sources: [{source: book}]
`, animal, i+1)
	}
	return b.String()
}

// openZoo opens that pack in the test.
func openZoo(t *testing.T, dir string) *knowledge.Pack {
	t.Helper()
	return opened(t, filepath.Join(dir, "zoo"))
}

// opened is the pack in a folder.
func opened(t *testing.T, dir string) *knowledge.Pack {
	t.Helper()
	p, err := openPack(dir)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// sureEntries are entries whose own question the pack answers with them, also
// after any of those before.
func sureEntries(t *testing.T, p *knowledge.Pack, n int) (list []*knowledge.Entry) {
	t.Helper()
	topics := []string{""}
	for _, e := range p.Entries {
		misled := func(topic string) bool {
			o := p.Search(knowledge.Query{Text: e.Question, Topic: topic})
			return o.Kind != knowledge.KindAnswer || len(o.Hits) != 1 || o.Hits[0].Entry != e
		}
		if len(list) < n && !slices.ContainsFunc(topics, misled) {
			list, topics = append(list, e), append(topics, e.ID)
		}
	}
	if len(list) < n {
		t.Fatalf("only %d questions have a sure answer", len(list))
	}
	return list
}
