package replica

import (
	"slices"

	"limber/bot/store"
)

// spread says which replica should lead each connection that any of them
// serves, so that all lead as many as their configurations allow evenly, and no
// more connections change hands than that takes. All replicas that see the same
// come to the same result. The standings are in the order of their replicas.
func spread(standings []store.Standing) map[string]string {
	servers := map[string][]string{}
	leads := map[string]string{}
	for _, s := range standings {
		for _, c := range s.Serves {
			servers[c] = append(servers[c], s.Replica)
		}
	}
	load := map[string]int{}
	for _, s := range standings {
		for _, c := range s.Holds {
			if slices.Contains(servers[c], s.Replica) {
				leads[c] = s.Replica
				load[s.Replica]++
			}
		}
	}
	var names []string
	for c := range servers {
		names = append(names, c)
	}
	slices.Sort(names)
	idlest := func(c string) string {
		return slices.MinFunc(servers[c], func(a, b string) int { return load[a] - load[b] })
	}
	give := func(c, to string) {
		if from, led := leads[c]; led {
			load[from]--
		}
		leads[c] = to
		load[to]++
	}
	for _, c := range names {
		if _, led := leads[c]; !led {
			give(c, idlest(c))
		}
	}
	for { // each move makes it more even, so there is a last one
		most, steepest := 1, ""
		for _, c := range names {
			if gain := load[leads[c]] - load[idlest(c)]; gain > most {
				most, steepest = gain, c
			}
		}
		if steepest == "" {
			return leads
		}
		give(steepest, idlest(steepest))
	}
}
