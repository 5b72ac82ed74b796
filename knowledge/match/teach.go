package match

import (
	"math"
	"math/rand/v2"
	"slices"

	"limber/knowledge/internal/parallel"
)

// What an index learns is a multinomial logistic regression with dropout
// (Srivastava and others, JMLR 2014), by stochastic gradient descent: every
// document is a class, and one more stands for the texts that ask for none. It
// begins at the means of the phrasings, so that a document with few of them is
// little worse than its mean. On public sets of questions it is right one to two
// points more often than a classifier for each document by itself, and on
// phrasings of the shipped pack that nobody had seen two to five; docs/matching.md
// tells how to measure it.
const (
	// passes is how often every text is looked at.
	passes = 12
	// rate is the first step; the last is nearly none.
	rate = 0.5
	// leftOut is the share of a text's features that are left out, others each
	// time: what is learned must not hang on a single word.
	leftOut = 0.3
	// sharpness is by how much a score's lead of 1 makes a document likelier, as
	// a power of e. It makes a lead of 1 mean near certainty.
	sharpness = 4
	// stretch makes the score of a phrasing that is one of many alike about 1.
	stretch = 4
	// unknownScore is the score of a text of which nothing is known.
	unknownScore = -1
	// rivals is how many documents a text is told from: those that it is most
	// like. Beyond them nothing is gained.
	rivals = 60
	// nothingShare is how many texts that ask for no document are looked at in a
	// pass, as a share of the phrasings.
	nothingShare = 0.1
	// textWeight is how much a document's text counts beside the mean of its
	// phrasings.
	textWeight = 0.2
	// negligible is the weight below which a feature is left out: two thirds of
	// them, without which as many questions are found.
	negligible = 0.05
)

// teachMost is the number of weights, features times documents, above which
// documents stay the means of their phrasings: all are kept while they are
// learned, at four bytes each.
const teachMost = 64 << 20

// means returns for every document the mean of its phrasings and a little of
// its text.
func (x *Index) means(phrasings []vector, firsts []int32) []vector {
	means := make([]vector, len(x.docs))
	sum := make([]float32, len(x.rarity))
	var ids []int32
	add := func(v vector, weight float32) {
		for _, f := range v {
			if sum[f.id] == 0 {
				ids = append(ids, f.id)
			}
			sum[f.id] += f.weight * weight
		}
	}
	var text builder
	for d, doc := range x.docs {
		ids = ids[:0]
		own := phrasings[firsts[d]:firsts[d+1]]
		for _, v := range own {
			add(v, stretch/float32(len(own)))
		}
		if doc.Text != "" {
			v, _ := x.vector(doc.Text, false, &text)
			add(v, stretch*textWeight)
		}
		slices.Sort(ids)
		w := make(vector, len(ids))
		for i, id := range ids {
			w[i] = feature{id, sum[id]}
			sum[id] = 0
		}
		means[d] = w
	}
	return means
}

// teacher teaches all documents together.
type teacher struct {
	phrasings []vector
	owner     []int32   // by phrasing: its document
	none      []vector  // texts that ask for no document
	nothing   int32     // their class, after those of the documents
	rivals    [][]int32 // by phrasing, then by text of none: the classes to choose among, its own first
	weights   []float32 // by feature, then by class
	classes   int
	random    *rand.Rand

	kept   vector    // of the text that is looked at
	chance []float32 // by its rivals
}

// teach learns every document's weights, and those of no document, nil where none
// is to be refused. It begins at the means. Firsts are the first phrasings of
// documents, and one more.
func teach(phrasings []vector, firsts []int32, none, means []vector, features int) (posts postings, nothing []float32) {
	t := &teacher{
		phrasings: phrasings, owner: make([]int32, len(phrasings)), none: none,
		nothing: int32(len(means)), classes: len(means) + 1,
		random: rand.New(rand.NewPCG(1, 2)), // the same each time
		chance: make([]float32, rivals+2),
	}
	for d := range means {
		for i := firsts[d]; i < firsts[d+1]; i++ {
			t.owner[i] = int32(d)
		}
	}
	t.findRivals(newPostings(features, means))
	t.weights = make([]float32, features*t.classes)
	for d, mean := range means {
		for _, f := range mean {
			t.weights[int(f.id)*t.classes+d] = f.weight
		}
	}
	t.learn()
	if len(t.none) > 0 {
		nothing = make([]float32, features)
		for f := range nothing {
			nothing[f] = t.weights[f*t.classes+int(t.nothing)]
		}
	}
	return t.postings(features), nothing
}

// text returns a text and its class: the phrasings are counted first.
func (t *teacher) text(i int) (v vector, class int32) {
	if n := len(t.phrasings); i >= n {
		return t.none[i-n], t.nothing
	}
	return t.phrasings[i], t.owner[i]
}

// findRivals notes for every text which documents it is most like, by their means.
func (t *teacher) findRivals(means postings) {
	t.rivals = make([][]int32, len(t.phrasings)+len(t.none))
	parallel.Each(len(t.rivals), func() func(int) {
		scores := make([]float32, t.nothing)
		return func(i int) {
			v, class := t.text(i)
			clear(scores)
			means.add(v, 1, scores)
			list := make([]int32, 0, rivals+2)
			list = append(list, class)
			if class != t.nothing && len(t.none) > 0 {
				list = append(list, t.nothing)
			}
			for _, h := range best(scores, rivals+1) {
				if d := int32(h.Doc); d != class && len(list) < cap(list) {
					list = append(list, d)
				}
			}
			t.rivals[i] = list
		}
	})
}

// learn goes over the texts, in another order each time.
func (t *teacher) learn() {
	n, none := len(t.phrasings), 0
	if len(t.none) > 0 {
		none = max(1, int(nothingShare*float64(n)))
	}
	order, rest := make([]int32, n+none), make([]uint8, n+len(t.none))
	next := 0
	for pass := range passes {
		for i := range n {
			order[i] = int32(i)
		}
		for i := range none { // all of them get their turn, over the passes
			order[n+i] = int32(n + next)
			next = (next + 1) % len(t.none)
		}
		t.random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		step := rate * (1 - float32(pass)/passes)
		for _, i := range order {
			if rest[i] > 0 {
				rest[i]--
				continue
			}
			v, _ := t.text(int(i))
			t.drop(v)
			if t.step(t.rivals[i], step) < learned {
				rest[i] = resting
			}
		}
	}
}

// drop keeps of a vector what is not left out this time, and makes up for it.
func (t *teacher) drop(v vector) {
	t.kept = t.kept[:0]
	var bits uint64
	for i, f := range v {
		if i%8 == 0 {
			bits = t.random.Uint64()
		}
		if float64(bits&0xff) >= leftOut*256 {
			t.kept = append(t.kept, feature{f.id, f.weight / (1 - leftOut)})
		}
		bits >>= 8
	}
}

// A text that is told rightly with a doubt of less than learned is not looked at
// for so many passes.
const (
	learned = 0.02
	resting = 2
)

// unmoved is the chance by which a class may be wrong without being moved.
const unmoved = 1e-3

// step moves the classes towards telling that the text that was kept is of the
// first of them, and returns how much it was doubted before, 0 to 1.
//
//go:norace
func (t *teacher) step(classes []int32, rate float32) (doubt float32) {
	chance := t.chance[:len(classes)]
	clear(chance)
	for _, f := range t.kept {
		row := t.weights[int(f.id)*t.classes : (int(f.id)+1)*t.classes]
		for i, c := range classes {
			chance[i] += row[c] * f.weight
		}
	}
	greatest := slices.Max(chance)
	var sum float32
	for i, score := range chance {
		chance[i] = float32(math.Exp(float64((score - greatest) * sharpness)))
		sum += chance[i]
	}
	for i, c := range classes {
		wrong := chance[i] / sum
		if i == 0 {
			wrong--
		}
		if wrong < unmoved && wrong > -unmoved {
			continue
		}
		for _, f := range t.kept {
			t.weights[int(f.id)*t.classes+int(c)] -= rate * wrong * f.weight
		}
	}
	return 1 - chance[0]/sum
}

// postings returns what was learned of the documents.
func (t *teacher) postings(features int) postings {
	p := postings{starts: make([]int32, features+1)}
	keep := func(w float32) bool { return w > negligible || w < -negligible }
	n := int32(0)
	for f := range features {
		for _, w := range t.weights[f*t.classes : (f+1)*t.classes-1] {
			if keep(w) {
				n++
			}
		}
		p.starts[f+1] = n
	}
	p.docs, p.weights = make([]int32, 0, n), make([]int16, 0, n)
	for f := range features {
		for d, w := range t.weights[f*t.classes : (f+1)*t.classes-1] {
			if keep(w) {
				p.docs, p.weights = append(p.docs, int32(d)), append(p.weights, stepsOf(w))
			}
		}
	}
	return p
}

// refusedKnown is how much of a text of elsewhere an index may know so that
// it is still of another subject: a pack about cooking is not taught to refuse
// questions about eggs.
const refusedKnown = 0.75

// refuse returns the vectors of the texts that are to be refused.
func (x *Index) refuse(o Options) []vector {
	var vs []vector
	var b builder
	for _, s := range o.Near {
		if v, _ := x.vector(s, false, &b); len(v) > 0 {
			vs = append(vs, slices.Clone(v))
		}
	}
	for _, s := range o.Elsewhere {
		if v, r := x.vector(s, false, &b); r.Known < refusedKnown && len(v) > 0 {
			vs = append(vs, slices.Clone(v))
		}
	}
	return vs
}
