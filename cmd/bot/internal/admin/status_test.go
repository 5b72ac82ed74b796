package admin

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"limber/bot/bottest"
)

// TestAlone follows a process with one bot from its start: it is ready from the
// first note that it is alive until the store takes no more.
func TestAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := bottest.NewMemory()
		beat := func() {
			if err := store.Beat(t.Context(), one, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		const (
			nothing = `{"ready":false,"reason":"nothing has started yet","leads":[],"stands_by":[],"store":"reachable"}`
			leads   = `{"ready":true,"leads":["telegram/1"],"stands_by":[],"store":"reachable"}`
		)
		beat() // of an earlier process
		time.Sleep(time.Hour)

		a := open(t, Alone(store))
		wantsReady(t, a, http.StatusServiceUnavailable, nothing)
		unwatch := a.Watch(one, holding{})
		wantsReady(t, a, http.StatusServiceUnavailable, nothing)
		beat()
		wantsReady(t, a, http.StatusOK, leads)
		time.Sleep(staleAfter - time.Second)
		wantsReady(t, a, http.StatusOK, leads)

		time.Sleep(25 * time.Second) // a full disk takes no beats and can be read
		const stale = "the database has taken no note of telegram/1 for 34s: the log says why"
		wantsReady(t, a, http.StatusServiceUnavailable,
			`{"ready":false,"reason":"the store cannot be reached: `+stale+`","leads":[],"stands_by":[],"store":"`+stale+`"}`)
		beat()
		wantsReady(t, a, http.StatusOK, leads)

		store.Fail(errors.New("the disk is gone"))
		wantsReady(t, a, http.StatusServiceUnavailable,
			`{"ready":false,"reason":"the store cannot be reached: the disk is gone","leads":[],"stands_by":[],"store":"the disk is gone"}`)
		store.Fail(nil)
		unwatch()
		wantsReady(t, a, http.StatusServiceUnavailable, nothing)
	})
}
