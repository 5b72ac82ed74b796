package fakeserver

import (
	"fmt"
	"strings"
	"testing"
)

// Observed is a test that only writes down that it failed.
type Observed struct {
	*testing.T
	failures []string
	cleanups []func()
}

// Cleanup keeps what End does.
func (o *Observed) Cleanup(do func()) { o.cleanups = append(o.cleanups, do) }

// Errorf writes down a failure.
func (o *Observed) Errorf(format string, about ...any) {
	o.failures = append(o.failures, fmt.Sprintf(format, about...))
}

// End ends the test and returns its failures, one a line.
func (o *Observed) End() string {
	for _, do := range o.cleanups {
		do()
	}
	return strings.Join(o.failures, "\n")
}
