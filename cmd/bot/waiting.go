package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// quietly is how long somebody waits without a word.
const quietly = 2 * time.Second

// waiting shows on one line of a terminal what takes long, and for how long so
// far, until the function that it returns is called.
func waiting(w io.Writer, what string) (over func()) {
	began, done := time.Now(), make(chan struct{})
	var shown sync.WaitGroup
	shown.Go(func() {
		for wait := quietly; ; wait = time.Second {
			select {
			case <-done:
				if wait != quietly {
					fmt.Fprint(w, eraseLine)
				}
				return
			case <-time.After(wait):
				fmt.Fprintf(w, "%s: %d s so far", eraseLine+what, int(time.Since(began).Seconds()))
			}
		}
	})
	return func() {
		close(done)
		shown.Wait()
	}
}
