package admin

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot"
)

func TestReady(t *testing.T) {
	tests := map[string]struct {
		Status
		code int
		want string
	}{
		"nothing has started": {
			Status{},
			http.StatusServiceUnavailable,
			`{"ready":false,"reason":"nothing has started yet","leads":[],"stands_by":[],"store":"reachable"}`,
		},
		"it leads all": {
			Status{Leads: []bot.Connection{one, two}},
			http.StatusOK,
			`{"ready":true,"leads":["telegram/1","discord/2"],"stands_by":[],"store":"reachable"}`,
		},
		"it stands by": {
			Status{Replica: "b", StandsBy: []bot.Connection{one}},
			http.StatusOK,
			`{"ready":true,"replica":"b","leads":[],"stands_by":["telegram/1"],"store":"reachable"}`,
		},
		"the store is away": {
			Status{Replica: "b", StandsBy: []bot.Connection{one}, Store: errors.New("nobody is there")},
			http.StatusServiceUnavailable,
			`{"ready":false,"reason":"the store cannot be reached: nobody is there","replica":"b","leads":[],"stands_by":["telegram/1"],"store":"nobody is there"}`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { wantsReady(t, open(t, fixed(tt.Status)), tt.code, tt.want) })
	}
}

func TestNotReadyBeforeAndAfter(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	a, err := Open(ctx, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	const unopened = "it is not open yet"
	wantsReady(t, a, http.StatusServiceUnavailable,
		`{"ready":false,"reason":"the store cannot be reached: `+unopened+`","leads":[],"stands_by":[],"store":"`+unopened+`"}`)
	wantsHealth(t, a, http.StatusOK, "alive")
	a.Follow(fixed(Status{Leads: []bot.Connection{one}}))
	wantsReady(t, a, http.StatusOK, `{"ready":true,"leads":["telegram/1"],"stands_by":[],"store":"reachable"}`)
	cancel()
	wantsReady(t, a, http.StatusServiceUnavailable,
		`{"ready":false,"reason":"the program is ending","leads":["telegram/1"],"stands_by":[],"store":"reachable"}`)
	wantsHealth(t, a, http.StatusOK, "alive")
}

// TestASourceThatHangs asks twice what does not answer, and again once it does.
func TestASourceThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hang := make(chan struct{})
		var asked atomic.Int32
		a := open(t, func(context.Context, []bot.Connection) Status {
			asked.Add(1)
			<-hang
			return Status{Leads: []bot.Connection{one}}
		})
		began := time.Now()
		for range 2 {
			wantsReady(t, a, http.StatusServiceUnavailable,
				`{"ready":false,"reason":"the store cannot be reached: no answer for 800ms","leads":[],"stands_by":[],"store":"no answer for 800ms"}`)
		}
		wantsHealth(t, a, http.StatusOK, "alive") // a new start would bring no store back
		if took := time.Since(began); asked.Load() != 1 || took != 3*answerWithin {
			t.Errorf("it was asked %d times, in %v", asked.Load(), took)
		}
		close(hang)
		wantsReady(t, a, http.StatusOK, `{"ready":true,"leads":["telegram/1"],"stands_by":[],"store":"reachable"}`)
	})
}

func TestABotThatIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t, fixed(Status{Leads: []bot.Connection{one, two}}))
		defer a.Watch(one, holding{})()
		wantsHealth(t, a, http.StatusOK, "alive")
		s := make(stuck)
		unwatch := a.Watch(two, s)
		for range 2 {
			wantsHealth(t, a, http.StatusServiceUnavailable, "the bot of discord/2 is stuck")
		}
		unwatch()
		wantsHealth(t, a, http.StatusOK, "alive")
		close(s)
	})
}

func TestAConnectionThatIsStuck(t *testing.T) {
	a := open(t, fixed(Status{Leads: []bot.Connection{one}, Stuck: []bot.Connection{two}}))
	wantsReady(t, a, http.StatusOK, `{"ready":true,"leads":["telegram/1"],"stands_by":[],"stuck":["discord/2"],"store":"reachable"}`)
	wantsHealth(t, a, http.StatusServiceUnavailable, "what was done on discord/2 does not end")
	wantsSeries(t, a, `limber_leader{connection="discord/2"} 0`)
}

func TestALoopThatIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turned := time.Now()
		a := open(t, func(context.Context, []bot.Connection) Status { return Status{Turned: turned} })
		time.Sleep(stuckAfter)
		wantsHealth(t, a, http.StatusOK, "alive")
		time.Sleep(time.Second)
		wantsHealth(t, a, http.StatusServiceUnavailable, "the replica has been stuck for 31s")
		turned = time.Now()
		wantsHealth(t, a, http.StatusOK, "alive")
	})
}
