package fakeserver

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// ParseJSON reads one JSON value; its numbers stay json.Number.
func ParseJSON(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, fmt.Errorf("JSON: %w", err)
	}
	if d.More() {
		return nil, errors.New("JSON: something follows the value")
	}
	return value, nil
}
