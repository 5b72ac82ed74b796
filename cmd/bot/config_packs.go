package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"limber/knowledge"
)

// packNames name what a connection speaks for: one of the packs, or several of
// one subject in several languages, the one to speak by default first.
type packNames []string

// UnmarshalYAML implements yaml.Unmarshaler: a name or a list of names.
func (l *packNames) UnmarshalYAML(n *yaml.Node) error {
	switch {
	case n.Kind == yaml.SequenceNode:
		return n.Load((*[]string)(l))
	case n.Kind != yaml.ScalarNode:
		return errors.New("pack is a name, or a list of names such as [foam-rolling, foam-rolling-de]")
	case n.Value == "" || n.Tag == "!!null":
		*l = nil
	default:
		*l = packNames{n.Value}
	}
	return nil
}

func (l packNames) String() string { return strings.Join(l, ", ") }

// or returns the names, or the first of the packs where there are none.
func (l packNames) or(packs ...string) packNames {
	if len(l) == 0 {
		return packs[:1]
	}
	return l
}

// problems say which names are not among the packs.
func (l packNames) problems(where string, packs []string) (list []string) {
	for _, name := range l {
		if !slices.Contains(packs, name) {
			list = append(list, fmt.Sprintf("%s: pack %q is not among packs: add it there, or name one of them", where, name))
		}
	}
	return list
}

// spoken are the packs that connections speak for, those of the terminal where
// there is no other.
func (c *Config) spoken() (list []packNames) {
	for _, t := range c.Telegram {
		list = append(list, t.Pack)
	}
	for _, d := range c.Discord {
		list = append(list, d.Pack)
		for _, s := range d.Servers {
			if len(s.Pack) > 0 {
				list = append(list, s.Pack)
			}
		}
	}
	if len(list) == 0 {
		list = []packNames{c.Terminal.Pack}
	}
	return list
}

// shelf opens each pack once, and each set of packs.
type shelf struct {
	packs map[string]*knowledge.Pack // by name
	sets  map[string]*knowledge.Pack // by names
}

func newShelf() *shelf {
	return &shelf{packs: map[string]*knowledge.Pack{}, sets: map[string]*knowledge.Pack{}}
}

// open opens a pack.
func (s *shelf) open(name string) (*knowledge.Pack, error) {
	if s.packs[name] == nil {
		p, err := openPack(name)
		if err != nil {
			return nil, err
		}
		s.packs[name] = p
	}
	return s.packs[name], nil
}

// set opens packs side by side.
func (s *shelf) set(names packNames) (*knowledge.Pack, error) {
	key := names.String()
	if s.sets[key] != nil {
		return s.sets[key], nil
	}
	var packs []*knowledge.Pack
	for _, name := range names {
		p, err := s.open(name)
		if err != nil {
			return nil, err
		}
		packs = append(packs, p)
	}
	if len(packs) == 1 {
		s.sets[key] = packs[0]
		return packs[0], nil
	}
	p, err := knowledge.SideBySide(packs...)
	if err != nil {
		return nil, fmt.Errorf("pack [%s]: %w", key, err)
	}
	s.sets[key] = p
	return p, nil
}
