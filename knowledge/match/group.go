package match

import "sort"

// alike is the likeness from which two texts are of one group: most of their
// words, by weight, are the same or spelt nearly so.
const alike = 0.5

// Group puts texts that are alike together. It returns groups of places in
// texts, the largest first and of equals the one that began first; every text
// is in one group. The same texts in the same order give the same groups.
func Group(texts []string, o Options) [][]int {
	// Every text is a document of its own, so that its words weigh by how rare
	// they are among these texts.
	docs := make([]Document, len(texts))
	for i, t := range texts {
		docs[i].Phrasings = []string{t}
	}
	x := &Index{docs: docs, reader: newReader(docs, o)}
	counted, _ := x.count()
	var groups [][]int
	// A group is known by its first text: a mean would drift.
	type lead struct {
		group  int32
		weight float32
	}
	leads := map[int32][]lead{} // by feature: the groups whose first text has it
	scores := []float32{}
	for i, v := range x.vectorise(counted) {
		clear(scores)
		for _, f := range v {
			for _, p := range leads[f.id] {
				scores[p.group] += p.weight * f.weight
			}
		}
		best := -1
		for g, s := range scores {
			if s >= alike && (best < 0 || s > scores[best]) {
				best = g
			}
		}
		if best >= 0 {
			groups[best] = append(groups[best], i)
			continue
		}
		for _, f := range v {
			leads[f.id] = append(leads[f.id], lead{int32(len(groups)), f.weight})
		}
		groups = append(groups, []int{i})
		scores = append(scores, 0)
	}
	sort.SliceStable(groups, func(i, j int) bool { return len(groups[i]) > len(groups[j]) })
	return groups
}
