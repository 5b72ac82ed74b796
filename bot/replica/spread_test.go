package replica

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"limber/bot/store"
)

func names(n int) []string {
	var list []string
	for _, c := range connections(n) {
		list = append(list, c.String())
	}
	return list
}

// standings returns replicas that all serve the same, of which each holds the
// given number.
func standings(connections int, holds ...int) []store.Standing {
	all := names(connections)
	var list []store.Standing
	free := all
	for i, n := range holds {
		list = append(list, store.Standing{Replica: fmt.Sprint("replica", i), Serves: all, Holds: free[:n]})
		free = free[n:]
	}
	return list
}

func TestSpread(t *testing.T) {
	for _, test := range []struct {
		connections int
		holds, want []int
		moves       int // of connections that somebody holds
	}{
		{20, []int{20, 0, 0}, []int{7, 7, 6}, 13},
		{20, []int{7, 7, 6}, []int{7, 7, 6}, 0},
		{20, []int{6, 7, 7}, []int{6, 7, 7}, 0},
		{20, []int{7, 7}, []int{10, 10}, 0},
		{20, []int{0, 0, 0}, []int{7, 7, 6}, 0},
		{20, []int{10, 10, 0}, []int{7, 7, 6}, 6},
		{2, []int{1, 1, 0}, []int{1, 1, 0}, 0},
		{1, []int{0, 1}, []int{0, 1}, 0},
		{0, []int{0, 0}, []int{0, 0}, 0},
	} {
		before := standings(test.connections, test.holds...)
		leads := spread(before)
		got, moves := make([]int, len(before)), 0
		for i, s := range before {
			for _, c := range names(test.connections) {
				if leads[c] == s.Replica {
					got[i]++
				} else if slices.Contains(s.Holds, c) {
					moves++
				}
			}
		}
		sorted := slices.Sorted(slices.Values(got))
		slices.Reverse(sorted)
		want := slices.Sorted(slices.Values(test.want))
		slices.Reverse(want)
		if !slices.Equal(sorted, want) || moves != test.moves {
			t.Errorf("%d over %v: %v after %d moves, want %v after %d", test.connections, test.holds, got, moves, test.want, test.moves)
		}
	}
}

// Whoever serves what and holds what: each connection that is served has a
// leader who serves it, nobody could take one from who has two more, and once
// it is so nothing moves.
func TestSpreadIsEvenAndRests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := names(rapid.IntRange(0, 12).Draw(t, "connections"))
		list := make([]store.Standing, rapid.IntRange(1, 4).Draw(t, "replicas"))
		for i := range list {
			list[i].Replica = fmt.Sprint("replica", i)
		}
		served := map[string]bool{}
		for _, c := range all {
			for i := range list {
				if rapid.IntRange(0, 3).Draw(t, "serves") > 0 {
					list[i].Serves = append(list[i].Serves, c)
					served[c] = true
				}
			}
			if by := rapid.IntRange(-1, len(list)-1).Draw(t, "holder"); by >= 0 {
				list[by].Holds = append(list[by].Holds, c)
			}
		}
		leads := spread(list)
		if len(leads) != len(served) {
			t.Fatalf("%d of %d that are served are led: %v", len(leads), len(served), leads)
		}
		load := map[string]int{}
		after := slices.Clone(list)
		for i := range after {
			after[i].Holds = nil
			for c, by := range leads {
				if by == after[i].Replica {
					after[i].Holds = append(after[i].Holds, c)
					load[by]++
				}
			}
		}
		for _, s := range list {
			for _, c := range s.Serves {
				if load[s.Replica]+1 < load[leads[c]] {
					t.Errorf("%s has %d and could take %s from %s, which has %d", s.Replica, load[s.Replica], c, leads[c], load[leads[c]])
				}
			}
		}
		for c, by := range leads {
			if i := slices.IndexFunc(list, func(s store.Standing) bool { return s.Replica == by }); !slices.Contains(list[i].Serves, c) {
				t.Errorf("%s is to lead %s, which it does not serve", by, c)
			}
		}
		if again := spread(after); !maps.Equal(leads, again) {
			t.Errorf("moves on: %v, then %v", leads, again)
		}
	})
}
