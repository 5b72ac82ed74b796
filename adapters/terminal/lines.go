package terminal

import (
	"bufio"
	"errors"
	"io"

	"github.com/muesli/cancelreader"
)

// longestLine is how many bytes of a line are kept. The rest is read and
// dropped.
const longestLine = 1 << 20

// readLines gives every line of in to yield, without its end, until there are
// no more or yield returns false. A last line without an end counts.
func readLines(in io.Reader, yield func(line) bool) {
	r := bufio.NewReaderSize(in, 64<<10)
	var kept []byte
	for {
		part, err := r.ReadSlice('\n')
		kept = append(kept, part[:min(len(part), longestLine-len(kept))]...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err == nil || len(kept) > 0 {
			if !yield(line{text: string(kept)}) {
				return
			}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, cancelreader.ErrCanceled) {
				yield(line{err: err})
			}
			return
		}
		kept = kept[:0]
		if cap(kept) > 64<<10 {
			kept = nil // one long line shall not stay in memory
		}
	}
}
