package telegramtest

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"limber/adapters/internal/fakeserver"
)

// updateKinds are all kinds of updates of the description.
var updateKinds = strings.Fields(`message edited_message channel_post edited_channel_post business_connection
	business_message edited_business_message deleted_business_messages guest_message message_reaction
	message_reaction_count inline_query chosen_inline_result callback_query shipping_query pre_checkout_query
	purchased_paid_media poll poll_answer my_chat_member chat_member chat_join_request chat_boost removed_chat_boost
	managed_bot`)

// unasked are the kinds that come only if they are asked for.
var unasked = []string{"chat_member", "message_reaction", "message_reaction_count"}

// kept is how long an update waits for the bot.
const kept = 24 * time.Hour

// update is something for the bot to hear of.
type update struct {
	id   int64
	lane int64 // of one chat or user, whose updates come in order by a webhook
	body json.RawMessage
	at   time.Time

	busy  bool      // on its way to the webhook
	tries int       // that failed
	next  time.Time // no further try before
}

// emit puts an update in line, if the bot wants its kind. The caller holds the
// lock.
func (s *Server) emit(kind string, lane int64, payload object) {
	if wanted := s.allowed; wanted != nil && !slices.Contains(wanted, kind) ||
		wanted == nil && slices.Contains(unasked, kind) {
		return
	}
	s.updateID++
	body, err := json.Marshal(object{"update_id": s.updateID, kind: payload})
	if err != nil {
		s.T.Errorf("update %s: %v", kind, err)
	}
	s.updates = append(s.updates, &update{id: s.updateID, lane: lane, body: body, at: time.Now()})
	s.Touch()
}

// want sets which kinds the bot wants from now on.
func (s *Server) want(p object) {
	list, given := p["allowed_updates"].([]any)
	if !given {
		return
	}
	s.allowed = nil
	for _, kind := range list {
		s.allowed = append(s.allowed, kind.(string))
	}
}

func conflict(text string) *refusal { return refuse(http.StatusConflict, "Conflict: "+text) }

// poll answers getUpdates: at once if there is something, else when there is or
// the timeout is over. It holds the lock except while it waits.
func (s *Server) poll(ctx context.Context, c *Call) (any, *refusal) {
	p := object(c.Params)
	if s.hook.url != "" {
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	s.want(p)
	s.poller++
	mine := s.poller
	s.confirm(p.number("offset"))
	s.Touch() // so that an earlier poll ends
	limit := 100
	if n := p.number("limit"); n > 0 {
		limit = int(n)
	}
	timeout := time.NewTimer(min(50*time.Second, time.Duration(p.number("timeout"))*time.Second))
	defer timeout.Stop()
	for {
		switch {
		case s.poller != mine:
			return nil, conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
		case s.hook.url != "":
			return nil, conflict("terminated by setWebhook request")
		case s.IsAway():
			return nil, &refusal{cut: fakeserver.ErrReset}
		}
		if len(s.updates) > 0 {
			return s.batch(limit), nil
		}
		changed := s.Changed()
		s.Unlock()
		ended := true
		select {
		case <-changed:
			ended = false
		case <-timeout.C:
		case <-ctx.Done():
		case <-s.Ctx.Done():
		}
		s.Lock()
		if ended {
			return s.batch(limit), nil
		}
	}
}

func (s *Server) batch(limit int) []json.RawMessage {
	out := []json.RawMessage{}
	for _, u := range s.updates[:min(limit, len(s.updates))] {
		out = append(out, u.body)
	}
	return out
}

// confirm forgets the updates before offset, those that are too old, and for a
// negative offset all but so many of the last.
func (s *Server) confirm(offset int64) {
	if offset < 0 {
		s.updates = s.updates[max(0, len(s.updates)+int(offset)):]
		return
	}
	s.updates = slices.DeleteFunc(s.updates, func(u *update) bool {
		return u.id < offset || time.Since(u.at) > kept
	})
}

// Pending is the number of updates that the bot has not confirmed.
func (s *Server) Pending() int { return locked(s, func() int { return len(s.updates) }) }
