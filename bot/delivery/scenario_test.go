package delivery

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// scenario is what happens to a line. Times are since its beginning.
type scenario struct {
	overall  []Limit
	chats    [][]Limit // of chat 0, 1, …
	visitors []visitor
	holds    []hold
	expected []expectation
}

// visitor joins the line once and makes one call or some.
type visitor struct {
	chat, urgency int
	comes         time.Duration
	due           time.Duration // 0: as it comes
	key           string
	dawdles       time.Duration // between Join and Wait
	patience      time.Duration // 0: endless
	calls         []trip
	breath        bool // says Done and only then Again
}

// trip is how long a call travels to the platform and back.
type trip struct{ there, back time.Duration }

// hold is of a chat, of all where chat is -1.
type hold struct {
	chat      int
	at, until time.Duration
}

type expectation struct {
	chat    int
	at, due time.Duration
}

// stay is one wait in the line, as seen from outside.
type stay struct {
	visitor
	entered, ended time.Duration
	first          bool // with the dawdling
	arrived        time.Duration
	err            error
}

func drawScenario(t *rapid.T) scenario {
	ms := func(name string, from, to int) time.Duration {
		return time.Duration(rapid.IntRange(from, to).Draw(t, name)) * time.Millisecond
	}
	limit := func(name string, most, shortest, longest int) Limit {
		return Limit{rapid.IntRange(1, most).Draw(t, name), ms(name+" per", shortest, longest)}
	}
	s := scenario{overall: []Limit{limit("overall", 5, 100, 1000)}}
	for range rapid.IntRange(1, 4).Draw(t, "chats") {
		s.chats = append(s.chats, []Limit{limit("chat", 3, 100, 1000), limit("group", 6, 1000, 5000)})
	}
	chat := func(from int) int { return rapid.IntRange(from, len(s.chats)-1).Draw(t, "chat") }
	for range rapid.IntRange(1, 40).Draw(t, "visitors") {
		v := visitor{
			chat: chat(0), urgency: rapid.IntRange(Decoration, alarm).Draw(t, "urgency"),
			comes: ms("comes", 0, 5000), key: rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "key"),
			breath: rapid.Bool().Draw(t, "breath"),
		}
		if rapid.Bool().Draw(t, "has due") {
			v.due = ms("due", 1, 8000)
		}
		if rapid.IntRange(0, 3).Draw(t, "dawdler") == 0 {
			v.dawdles = ms("dawdles", 1, 300)
		}
		if rapid.IntRange(0, 5).Draw(t, "impatient") == 0 {
			v.patience = ms("patience", 1, 3000)
		}
		for range rapid.IntRange(1, 3).Draw(t, "calls") {
			v.calls = append(v.calls, trip{ms("there", 0, 200), ms("back", 0, 200)})
		}
		s.visitors = append(s.visitors, v)
	}
	for range rapid.IntRange(0, 4).Draw(t, "holds") {
		at := ms("hold", 0, 6000)
		s.holds = append(s.holds, hold{chat(-1), at, at + ms("holds for", -100, 3000)})
	}
	for range rapid.IntRange(0, 4).Draw(t, "expected") {
		at := ms("expect", 0, 6000)
		s.expected = append(s.expected, expectation{chat(0), at, at + ms("in", 0, 4000)})
	}
	return s
}

// play lets it all happen in a bubble and returns all stays in the line.
func (s *scenario) play(t *testing.T) (stays []stay) {
	bubble(t, func(t *testing.T) {
		var (
			l    = New(s.overall...)
			from = time.Now()
			mu   sync.Mutex
			all  sync.WaitGroup
		)
		note := func(one stay) {
			mu.Lock()
			defer mu.Unlock()
			stays = append(stays, one)
		}
		for _, v := range s.visitors {
			all.Go(func() { v.visit(l, s.chats[v.chat], from, note) })
		}
		for _, h := range s.holds {
			all.Go(func() {
				time.Sleep(h.at)
				name := ""
				if h.chat >= 0 {
					name = fmt.Sprint(h.chat)
				}
				l.Hold(name, from.Add(h.until))
			})
		}
		for i, e := range s.expected {
			all.Go(func() {
				time.Sleep(e.at)
				l.Expect(fmt.Sprint(e.chat), fmt.Sprint(i), from.Add(e.due))
			})
		}
		all.Wait() // a line that forgets somebody is a deadlock in the bubble
		time.Sleep(time.Minute)
		synctest.Wait()
		rests(t, l)
	})
	return stays
}

func (v visitor) visit(l *Line, limits []Limit, from time.Time, note func(stay)) {
	time.Sleep(v.comes)
	ask := Ask{Chat: fmt.Sprint(v.chat), Limits: limits, Urgency: v.urgency, Key: v.key}
	if v.due > 0 {
		ask.Due = from.Add(v.due)
	}
	ctx := context.Background()
	if v.patience > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, v.patience)
		defer cancel()
	}
	p := l.Join(ask)
	defer p.Leave()
	one := stay{visitor: v, entered: time.Since(from), first: true}
	time.Sleep(v.dawdles)
	for i, c := range v.calls {
		if i > 0 {
			if v.breath {
				p.Done(true)
			}
			p.Again()
			one = stay{visitor: v, entered: time.Since(from)}
		}
		one.err = p.Wait(ctx)
		one.ended = time.Since(from)
		if one.err == nil {
			time.Sleep(c.there)
			one.arrived = time.Since(from)
		}
		note(one)
		if one.err != nil {
			return
		}
		time.Sleep(c.back)
	}
}
