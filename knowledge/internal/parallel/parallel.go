// Package parallel spreads work over the processors.
package parallel

import (
	"runtime"
	"sync"
)

// Each calls the functions that worker makes, one for each processor, with 0 to
// n-1, and returns when all have ended. What they write must be told apart by
// that number.
func Each(n int, worker func() func(int)) {
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), n)
	for w := range workers {
		wg.Go(func() {
			do := worker()
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	wg.Wait()
}
