package delivery

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

type item struct{ order, at int }

func TestQueueIsAlwaysInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := queue[*item]{
			before: func(a, b *item) bool { return a.order < b.order },
			at:     func(i *item) *int { return &i.at },
		}
		all := make([]*item, rapid.IntRange(1, 20).Draw(t, "items"))
		for i := range all {
			all[i] = &item{}
		}
		inside := map[*item]bool{}
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				one := rapid.SampledFrom(all).Draw(t, "item")
				one.order = rapid.Int().Draw(t, "order")
				q.put(one)
				inside[one] = true
			},
			"remove": func(t *rapid.T) {
				one := rapid.SampledFrom(all).Draw(t, "item")
				q.remove(one)
				delete(inside, one)
			},
			"": func(t *rapid.T) {
				first, ok := q.first()
				if ok != (len(inside) > 0) || q.Len() != len(inside) {
					t.Fatalf("%d items, want %d", q.Len(), len(inside))
				}
				if !ok {
					return
				}
				least := slices.MinFunc(q.items, func(a, b *item) int { return cmp.Compare(a.order, b.order) })
				if first.order != least.order || !inside[first] {
					t.Fatalf("the first is %v, want %v", *first, *least)
				}
			},
		})
	})
}
