package bot

import "limber/knowledge"

// Suggestion is something that a member may share, in a place where the bot
// itself is not: an answer, or a word about a routine.
type Suggestion struct {
	ID      string // of the entry or routine
	Title   string
	Preview string
	Reply   Reply
}

// Suggest returns at most n suggestions for what was typed so far, the likeliest
// first. A red flag gets the safety text and nothing else.
func Suggest(p *knowledge.Pack, typed string, n int) []Suggestion {
	v := voice{p}
	if flag := p.RedFlag(typed); flag != nil {
		r := v.safety(flag)
		return []Suggestion{{ID: "safety", Title: p.Phrase("inline_safety"), Preview: r.Text, Reply: r}}
	}
	var list []Suggestion
	seen := map[string]bool{}
	add := func(id, title string, r Reply) {
		if len(list) < n && !seen[id] {
			seen[id] = true
			r.Buttons = nil // they belong to conversations with the bot
			list = append(list, Suggestion{ID: id, Title: title, Preview: r.Text, Reply: r})
		}
	}
	o, in := p.Ask(knowledge.Query{Text: typed})
	if o.Kind == knowledge.KindAnswer {
		for _, h := range o.Hits {
			add(h.ID(), h.Title(), voice{in}.entries([]*knowledge.Entry{h.Entry}))
		}
	}
	for _, p := range in.OwnFirst() {
		v := voice{p}
		for _, c := range p.Complete(typed, n) {
			switch {
			case c.Entry != nil:
				add(c.Entry.ID, c.Text, v.entries([]*knowledge.Entry{c.Entry}))
			case c.Routine != nil:
				add(c.Routine.ID, c.Text, v.preview(c.Routine))
			}
		}
	}
	return list
}
