package main

import (
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"

	"limber/knowledge/match"
)

// bleveIndex is a bleve index in memory, with its English analyzer and BM25.
// Every phrasing is a document of its own.
type bleveIndex struct {
	index     bleve.Index
	fuzziness int
	texts     bool // documents have texts
	most      int  // phrasings of one document
}

// bleveBatch is the number of phrasings that are indexed at once.
const bleveBatch = 1000

func newBleve(fuzziness int) func([]match.Document) (finder, error) {
	return func(docs []match.Document) (finder, error) {
		m := bleve.NewIndexMapping()
		m.DefaultAnalyzer = en.AnalyzerName
		m.ScoringModel = index.BM25Scoring
		m.StoreDynamic, m.DocValuesDynamic = false, false
		x, err := bleve.NewMemOnly(m)
		if err != nil {
			return nil, err
		}
		b := &bleveIndex{index: x, fuzziness: fuzziness, most: 1}
		batch := x.NewBatch()
		for i, p := range phrasingsOf(docs) {
			fields := map[string]string{"ask": p.text}
			if text := docs[p.doc].Text; text != "" {
				fields["answer"], b.texts = text, true
			}
			b.most = max(b.most, len(docs[p.doc].Phrasings))
			if err := batch.Index(strconv.Itoa(p.doc)+"/"+strconv.Itoa(i), fields); err != nil {
				return nil, err
			}
			if batch.Size() == bleveBatch {
				if err := x.Batch(batch); err != nil {
					return nil, err
				}
				batch.Reset()
			}
		}
		return b, x.Batch(batch)
	}
}

func (b *bleveIndex) find(q string, n int) []hit {
	size := n
	if n > 1 {
		size = n * b.most
	}
	r, err := b.index.Search(bleve.NewSearchRequestOptions(b.query(q), size, 0, false))
	if err != nil {
		panic(err) // an index in memory has nothing that could fail
	}
	hits := make([]hit, 0, n)
	seen := map[int]bool{}
	for _, h := range r.Hits {
		id, _, _ := strings.Cut(h.ID, "/")
		doc, err := strconv.Atoi(id)
		if err != nil || seen[doc] || len(hits) == n {
			continue
		}
		seen[doc] = true
		hits = append(hits, hit{doc, h.Score})
	}
	return hits
}

func (b *bleveIndex) query(q string) query.Query {
	field := func(name string, boost float64) query.Query {
		m := bleve.NewMatchQuery(q)
		m.SetField(name)
		m.SetFuzziness(b.fuzziness)
		m.SetBoost(boost)
		return m
	}
	if !b.texts {
		return field("ask", 1)
	}
	return bleve.NewDisjunctionQuery(field("ask", 1), field("answer", textWeight))
}
