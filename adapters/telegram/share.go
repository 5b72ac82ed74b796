package telegram

import (
	"context"
	"sync"

	"limber/bot/platform"
)

const (
	mostSuggestions = 50 // that Telegram takes at once
	longestResultID = 64 // bytes
	// suggestionsKept is how many seconds Telegram may show the same to who
	// types the same.
	suggestionsKept = 30
)

// sharing answers inline queries, of each member the newest only: they come
// with every letter.
type sharing struct {
	mu   sync.Mutex
	next map[int64]*inlineQuery // by member, while one is being answered; nil: none newer
}

// answerInline answers an inline query. It is not kept: nobody waits for the
// answer after a restart.
func (a *Adapter) answerInline(ctx context.Context, d *platform.Desk[job], q *inlineQuery) {
	if a.options.Suggest == nil {
		return
	}
	a.sharing.mu.Lock()
	defer a.sharing.mu.Unlock()
	if a.sharing.next == nil {
		a.sharing.next = map[int64]*inlineQuery{}
	}
	if _, busy := a.sharing.next[q.From.ID]; busy {
		a.sharing.next[q.From.ID] = q
		return
	}
	a.sharing.next[q.From.ID] = nil
	d.Go(func() {
		for q := q; q != nil; q = a.sharing.after(q) {
			a.suggest(ctx, q)
		}
	})
}

// after returns the query that came while q was being answered.
func (s *sharing) after(q *inlineQuery) *inlineQuery {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.next[q.From.ID]
	if next == nil {
		delete(s.next, q.From.ID)
		return nil
	}
	s.next[q.From.ID] = nil
	return next
}

func (a *Adapter) suggest(ctx context.Context, q *inlineQuery) {
	results := []params{}
	for _, s := range a.options.Suggest(q.Query) {
		m := render(parts(s.Reply)[0])
		if len(results) == mostSuggestions || m.text == "" || s.Title == "" || s.ID == "" || len(s.ID) > longestResultID {
			continue
		}
		content := params{}
		content.text("message_text", m)
		article := params{"type": "article", "id": s.ID, "title": s.Title, "input_message_content": content}
		if s.Preview != "" {
			article["description"] = s.Preview
		}
		results = append(results, article)
	}
	// The library's entities lack those of newer kinds.
	err := a.client.call(ctx, "answerInlineQuery", params{
		"inline_query_id": q.ID, "results": results, "cache_time": suggestionsKept,
	}, nil)
	if err != nil && ctx.Err() == nil {
		a.log.Debug("an inline query was not answered", "error", err)
	}
}
