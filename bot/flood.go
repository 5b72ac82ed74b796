package bot

import (
	"strings"
	"sync"
)

// mostAtOnce is how many events of one member may be on their way to an answer.
// Who sends more is not answered until some of these are: only they are slowed
// down, and what is urgent is dealt with all the same.
const mostAtOnce = 30

// crowd counts the events of each member that are being dealt with.
type crowd struct {
	mu   sync.Mutex
	busy map[Person]int
}

// enter counts one more and reports how many there are; leave is for its end.
func (c *crowd) enter(p Person) (n int, leave func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy == nil {
		c.busy = map[Person]int{}
	}
	c.busy[p]++
	return c.busy[p], func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.busy[p]--; c.busy[p] == 0 {
			delete(c.busy, p)
		}
	}
}

// flooding deals with an event of a member who sends too many and reports
// whether that is all there is to do: the first is told, the others pass in
// silence.
func (t *turn) flooding(n int) bool {
	if n <= mostAtOnce || t.urgent() {
		return false
	}
	if n == mostAtOnce+1 {
		t.say("too_fast")
	}
	return true
}

// urgent reports whether an event is about stopping.
func (t *turn) urgent() bool {
	if t.event.Gone || t.pack.RedFlag(t.event.Text) != nil {
		return true
	}
	word := t.event.Command
	if press, _, _ := strings.Cut(t.event.Press, " "); press != "" {
		word = press
	}
	if word == "" {
		for _, p := range t.pack.Languages() {
			if word, _, _ = p.Command(t.event.Text); word == "stop" || word == "pain" || word == "pause" {
				break
			}
		}
	}
	return word == "stop" || word == "pain" || word == "pause"
}
