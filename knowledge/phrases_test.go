package knowledge

import (
	"testing"
	"time"
)

func TestTimesInWords(t *testing.T) {
	p, err := open("pack.yaml", tiny)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		d                time.Duration
		exactly, roughly string
	}{
		{0, "0 seconds", "0 seconds"},
		{-time.Second, "0 seconds", "0 seconds"},
		{time.Second, "1 second", "1 second"},
		{1400 * time.Millisecond, "1 second", "1 second"},
		{time.Minute, "1 minute", "1 minute"},
		{89 * time.Second, "1 minute 29 seconds", "1 minute 29 seconds"},
		{130 * time.Second, "2 minutes 10 seconds", "2 minutes"},
		{316 * time.Second, "5 minutes 16 seconds", "5 minutes"},
		{time.Hour, "60 minutes", "1 hour"},
		{3599 * time.Second, "59 minutes 59 seconds", "1 hour"},
		{26 * time.Hour, "1560 minutes", "26 hours"},
		{72 * time.Hour, "4320 minutes", "3 days"},
	}
	for _, tt := range tests {
		if got := p.Say(tt.d); got != tt.exactly {
			t.Errorf("Say(%v) = %q, want %q", tt.d, got, tt.exactly)
		}
		if got := p.SayRoughly(tt.d); got != tt.roughly {
			t.Errorf("SayRoughly(%v) = %q, want %q", tt.d, got, tt.roughly)
		}
	}
}

func TestCiteTextNamesEachSourceOnce(t *testing.T) {
	p, err := open("pack.yaml", tiny)
	if err != nil {
		t.Fatal(err)
	}
	got := p.CiteText([]Cite{{"book", "One"}, {"nowhere", ""}, {"book", "Two"}, {"book", "One"}})
	if want := "The book (One, Two)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
