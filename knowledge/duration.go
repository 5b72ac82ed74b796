package knowledge

import (
	"encoding/json"
	"fmt"
	"time"

	"go.yaml.in/yaml/v4"
)

// Span returns d as a time.Duration.
func (d Duration) Span() time.Duration { return time.Duration(d) }

// Or returns d, or the given span where d is not set.
func (d Duration) Or(span time.Duration) time.Duration {
	if d == 0 {
		return span
	}
	return time.Duration(d)
}

// UnmarshalYAML reads 45s, 2m or 1m30s: more than nothing, at most an hour.
func (d *Duration) UnmarshalYAML(n *yaml.Node) error {
	span, err := time.ParseDuration(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode || err != nil:
		return fmt.Errorf("%q is not a time span: write it like 45s, 2m or 1m30s", n.Value)
	case span <= 0 || span > time.Hour:
		return fmt.Errorf("%s is out of range: a time span is more than 0s and at most 1h", n.Value)
	}
	*d = Duration(span)
	return nil
}

// MarshalJSON writes d as it stands in a pack.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// UnmarshalYAML reads a single value or a list of values.
func (s *Strings) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*s = Strings{n.Value}
		return nil
	}
	var list []string
	if err := n.Load(&list); err != nil {
		return fmt.Errorf("is neither a text nor a list of texts")
	}
	*s = list
	return nil
}
