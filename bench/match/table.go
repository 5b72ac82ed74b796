package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// table is a Markdown table.
type table struct {
	head []string
	rows [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) write(w io.Writer) {
	line := func(cells []string) { fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | ")) }
	line(t.head)
	rule := []string{"---"}
	for range t.head[1:] {
		rule = append(rule, "--:")
	}
	line(rule)
	for _, r := range t.rows {
		line(r)
	}
	fmt.Fprintln(w)
}

// none stands for a figure that there is not.
const none = "–"

// percent writes a share, 0 to 1.
func percent(s float64) string { return fmt.Sprintf("%.1f", 100*s) }

// String writes a spread of shares in percent, with its deviation if there is
// one.
func (s spread) String() string {
	switch s.draws {
	case 0:
		return none
	case 1:
		return percent(s.mean)
	}
	return fmt.Sprintf("%s ± %.1f", percent(s.mean), 100*s.deviation)
}

// times writes how many times as much one figure is as another.
func times(a, b float64) string {
	r := a / b
	switch {
	case r >= 10:
		return fmt.Sprintf("%.0f", r)
	case r >= 0.1:
		return fmt.Sprintf("%.1f", r)
	}
	return fmt.Sprintf("%.2g", r)
}

// short writes a time with three digits at most.
func short(d time.Duration) string {
	switch {
	case d >= 100*time.Second:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d >= time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.3g ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.3g µs", float64(d)/1e3)
}
