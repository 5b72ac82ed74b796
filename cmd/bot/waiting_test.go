package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"
)

func TestWaiting(t *testing.T) {
	for _, tt := range []struct {
		took time.Duration
		want string
	}{
		{1500 * time.Millisecond, ""},
		{3500 * time.Millisecond, eraseLine + "Opening it: 2 s so far" + eraseLine + "Opening it: 3 s so far" + eraseLine},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			over := waiting(&out, "Opening it")
			time.Sleep(tt.took) // of the bubble's time
			over()
			if got := out.String(); got != tt.want {
				t.Errorf("after %v it has shown %q, want %q", tt.took, got, tt.want)
			}
		})
	}
}
