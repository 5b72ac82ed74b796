package discord

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// buckets are Discord's limits on single routes, as its answers tell them. The
// library's keep a lock while a call is under way and sleep in it whatever the
// context says, so that one call that hangs would hold up all of its channel.
type buckets struct {
	mu    sync.Mutex
	names map[string]string // Discord's name of the bucket, by route
	state map[string]bucket // by name and what the route is about
}

type bucket struct {
	left  int
	reset time.Time
}

// route is a call's method and path without ids, and what it is about: a
// channel, a server, an interaction. Each of these has limits of its own.
type route struct{ shape, about string }

// routeOf reads a path: "/channels/1/messages/2" is about channel 1.
func routeOf(method, path string) route {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	about := ""
	for i, part := range parts {
		major := i == 1 || i == 2 && (parts[0] == "webhooks" || parts[0] == "interactions")
		switch {
		case major && part != "@me":
			about += "/" + part
			parts[i] = "*"
		case digits.MatchString(part):
			parts[i] = "*"
		}
	}
	return route{method + " /" + strings.Join(parts, "/"), about}
}

// mostBuckets is how many are remembered before those that are full again are
// forgotten.
const mostBuckets = 2000

// take counts one call, or returns how long it must wait.
func (b *buckets) take(r route, now time.Time) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := b.key(r)
	s, ok := b.state[key]
	switch {
	case !ok || !now.Before(s.reset):
		return 0
	case s.left <= 0:
		return s.reset.Sub(now)
	}
	s.left--
	b.state[key] = s
	return 0
}

// key is by Discord's name where it is known: routes may share a bucket.
func (b *buckets) key(r route) string {
	return cmp.Or(b.names[r.shape], r.shape) + " " + r.about
}

// learn reads what an answer says of the route's bucket.
func (b *buckets) learn(r route, head http.Header, now time.Time) {
	left, err := strconv.Atoi(head.Get("X-RateLimit-Remaining"))
	after, err2 := strconv.ParseFloat(head.Get("X-RateLimit-Reset-After"), 64)
	if err != nil || err2 != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.names == nil {
		b.names, b.state = map[string]string{}, map[string]bucket{}
	}
	b.names[r.shape] = head.Get("X-RateLimit-Bucket")
	key := b.key(r)
	next := bucket{left, now.Add(time.Duration(after * float64(time.Second)))}
	if s, ok := b.state[key]; ok && now.Before(s.reset) {
		next.left = min(next.left, s.left) // others may be on their way
	}
	b.state[key] = next
	if len(b.state) > mostBuckets {
		for key, s := range b.state {
			if !now.Before(s.reset) {
				delete(b.state, key)
			}
		}
	}
}
