package main

import (
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// shardList is the word auto, which is the empty list, or a list of shards.
type shardList []int

// UnmarshalYAML implements yaml.Unmarshaler.
func (l *shardList) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode && (n.Value == "auto" || n.Tag == "!!null") {
		*l = nil
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		return errors.New("shards are the word auto or a list such as [0, 1]")
	}
	return n.Load((*[]int)(l))
}

// problem says what is wrong with the list, of so many shards in all.
func (l shardList) problem(count int) string {
	if len(l) == 0 && count >= 0 {
		return ""
	}
	if count < 1 {
		return "shards names some shards and shard_count does not say of how many: set it to 1 or more"
	}
	for i, shard := range l {
		switch {
		case shard < 0 || shard >= count:
			return fmt.Sprintf("there is no shard %d among %d: they are counted from 0 to %d", shard, count, count-1)
		case slices.Contains(l[:i], shard):
			return fmt.Sprintf("shard %d is named twice", shard)
		}
	}
	return ""
}
