package discordtest

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var ask = object{
	"name": "ask", "description": "Ask", "type": 1, "integration_types": []any{0, 1},
	"options": []any{object{"type": 3, "name": "question", "description": "What", "required": true, "autocomplete": true}},
}

// withCommands registers some commands.
func withCommands(w world) world {
	w.t.Helper()
	w.must("PUT applications/"+w.BotID()+"/commands", []any{ask, object{
		"name": "session", "description": "Steer", "options": []any{
			object{"type": 1, "name": "pause", "description": "Pause"},
			object{"type": 1, "name": "extend", "description": "More", "options": []any{
				object{"type": 4, "name": "seconds", "description": "How many"},
			}},
		},
	}, object{"name": "Answer this", "type": 3}})
	return w
}

// token is that of the last interaction.
func (w world) token() (id, token string) {
	return w.lastInteraction().ID, w.lastInteraction().token
}

func (w world) lastInteraction() *interaction {
	return locked(w.Server, func() *interaction { return w.interactions[len(w.interactions)-1] })
}

func (w world) callback() string {
	id, token := w.token()
	return "POST interactions/" + id + "/" + token + "/callback"
}

func (w world) hook(method, more string) string {
	_, token := w.token()
	return method + " webhooks/" + w.BotID() + "/" + token + more
}

func answerWith(kind int, data any) object { return object{"type": kind, "data": data} }

func TestAnswerACommand(t *testing.T) {
	w := withCommands(unlimited(t))
	id := w.ann.Slash(w.here.ID, "ask", "question", "why?")
	if n := len(w.Unanswered()); n != 1 {
		t.Errorf("%d unanswered", n)
	}
	w.refused(w.hook("POST", ""), object{"content": "too early"}, 404, 10015, "Unknown Webhook")
	w.must(w.callback(), answerWith(answerMessage, object{"content": "because", "flags": flagEphemeral}))
	w.refused(w.callback(), answerWith(answerMessage, object{"content": "again"}), 400, 40060, "already been acknowledged")
	toast := w.LastTo(w.ann, w.here.ID)
	if toast.Content != "because" || toast.To != w.ann.ID || len(w.Said(w.here.ID)) != 0 || len(w.Toasts()) != 1 {
		t.Errorf("%+v", toast)
	}
	w.refused("GET channels/"+w.here.ID+"/messages/"+toast.ID, nil, 404, 10008, "Unknown Message")
	w.must(w.hook("PATCH", "/messages/@original"), object{"content": "as I said"})
	w.must(w.hook("POST", ""), object{"content": "and more"})
	if got := w.Last(w.here.ID); got.Content != "and more" || got.Interaction != id || w.LastTo(w.ann, w.here.ID).Content != "as I said" {
		t.Errorf("%+v", got)
	}
	w.must(w.hook("DELETE", "/messages/"+w.Last(w.here.ID).ID), nil)
	if a := w.Interaction(id); a.Answer != "message" || a.Late || len(w.Unanswered()) != 0 || len(w.Said(w.here.ID)) != 0 {
		t.Errorf("%+v", a)
	}
}

func TestDeferred(t *testing.T) {
	w := withCommands(unlimited(t))
	w.ann.Slash(w.here.ID, "ask", "question", "why?")
	w.refused(w.callback(), answerWith(answerDefer, object{"flags": flagV2}), 400, 50035, "FLAGS_INVALID")
	w.must(w.callback(), object{"type": answerDefer})
	if m := w.Last(w.here.ID); !m.Thinking {
		t.Errorf("%+v", m)
	}
	w.refused(w.hook("PATCH", "/messages/@original"), object{"content": ""}, 400, 50006, "empty")
	w.must(w.hook("PATCH", "/messages/@original"), object{"flags": v2, "components": []any{display("because")}})
	if m := w.Last(w.here.ID); m.Thinking || !m.V2 || m.Text != "because" || m.Edits != 0 {
		t.Errorf("%+v", m)
	}
	w.refused(w.hook("PATCH", "/messages/@original"), object{"content": "old"}, 400, 50035, "LEGACY_FIELDS")
	w.refused(w.hook("PATCH", "/messages/@original"), object{"flags": 0, "components": []any{display("x")}}, 400, 50035, "taken back")

	w.ann.Slash(w.here.ID, "ask", "question", "and?")
	w.must(w.callback()+"?with_response=true", answerWith(answerDefer, object{"flags": flagEphemeral}))
	w.must(w.hook("POST", ""), object{"content": "the first follow-up fills it"})
	if m := w.LastTo(w.ann, w.here.ID); m.Thinking || !strings.HasPrefix(m.Content, "the first") || len(w.Toasts()) != 1 {
		t.Errorf("%+v", m)
	}
}

func TestPressAndChoose(t *testing.T) {
	w := unlimited(t)
	w.must("POST channels/"+w.here.ID+"/messages", object{"content": "go?", "components": []any{
		row1(button1("a"), button1("b").with(object{"disabled": true})), row1(menuWith(3, object{"placeholder": "which"})),
	}})
	m := w.Last(w.here.ID)
	if !m.Buttons[1].Disabled || m.Menus[0].Label != "which" || len(m.Menus[0].Options) != 3 {
		t.Fatalf("%+v", m)
	}
	w.ann.Press(m, "La")
	w.refused(w.callback(), answerWith(answerChoices, object{"choices": []any{}}), 400, 50035, "cannot be answered")
	w.must(w.callback(), answerWith(answerEdit, object{"content": "gone", "components": []any{}}))
	if now := w.Last(w.here.ID); now.Content != "gone" || now.Buttons != nil || now.Edits != 1 {
		t.Errorf("%+v", now)
	}
	w.ann.Press(m, "a") // it was on the screen still
	w.must(w.callback(), object{"type": answerDeferEdit})
	w.must(w.hook("PATCH", "/messages/@original"), object{"content": "twice"})
	w.ann.Choose(m, "which", "2")
	w.must(w.callback(), answerWith(answerMessage, object{"content": "2, then"}))
	if w.Last(w.here.ID).Content != "2, then" || len(w.Answers()) != 3 {
		t.Error(w.Transcript(w.here.ID))
	}
}

func TestCompletion(t *testing.T) {
	w := withCommands(unlimited(t))
	id := w.ann.Autocomplete(w.here.ID, "ask", "question", "wh")
	choices := func(n int, name, value any) object {
		return answerWith(answerChoices, object{"choices": repeat(n, object{"name": name, "value": value})})
	}
	w.refused(w.callback(), choices(26, "n", "v"), 400, 50035, "choices")
	w.refused(w.callback(), choices(1, long(101), "v"), 400, 50035, "name")
	w.refused(w.callback(), choices(1, "n", long(101)), 400, 50035, "value")
	w.refused(w.callback(), choices(1, "n", 7), 400, 50035, "value")
	w.refused(w.callback(), answerWith(answerMessage, object{"content": "x"}), 400, 50035, "cannot be answered")
	w.must(w.callback(), choices(25, long(100), long(100)))
	if got := w.Choices(id); len(got) != 25 || got[0].Value != long(100) {
		t.Errorf("%+v", got)
	}
}

func TestModal(t *testing.T) {
	w := withCommands(unlimited(t))
	id := w.ann.Slash(w.here.ID, "ask", "question", "why?")
	input := object{"type": 4, "custom_id": "why", "style": 1}
	form := func(components ...any) object {
		return answerWith(answerModal, object{"custom_id": "form", "title": "Tell", "components": components})
	}
	w.refused(w.callback(), form(), 400, 50035, "components")
	w.refused(w.callback(), form(row1(input)), 400, 50035, "label")
	w.refused(w.callback(), form(row1(button1("a"))), 400, 50035, "UNION")
	w.must(w.callback(), form(object{"type": 18, "label": "Why", "component": input}))
	if i := w.Interaction(id); i.Modal != "form" || i.Title != "Tell" {
		t.Errorf("%+v", i)
	}
	w.ann.Submit(id, map[string]string{"why": "so"})
	w.refused(w.callback(), form(row1(input.with(object{"label": "x"}))), 400, 50035, "cannot be answered")
	w.refused(w.callback(), object{"type": answerDeferEdit}, 400, 50035, "cannot be answered")
	w.must(w.callback(), answerWith(answerMessage, object{"content": "thanks"}))
}

func TestTimesOfInteractions(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := withCommands(unlimited(t))
		w.ann.Slash(w.here.ID, "ask", "question", "1")
		time.Sleep(3 * time.Second)
		w.must(w.callback(), object{"type": answerDefer})
		time.Sleep(15*time.Minute - 3*time.Second)
		w.must(w.hook("PATCH", "/messages/@original"), object{"content": "just in time"})
		time.Sleep(time.Millisecond)
		w.refused(w.hook("POST", ""), object{"content": "late"}, 401, 50027, "Invalid Webhook Token")
		w.ann.Slash(w.here.ID, "ask", "question", "2")
		time.Sleep(3*time.Second + time.Millisecond)
		w.refused(w.callback(), object{"type": answerDefer}, 404, 10062, "Unknown interaction")
		if a := w.Answers(); len(a) != 2 || a[0].Took != 3*time.Second || a[0].Late || !a[1].Late || len(w.Unanswered()) != 1 {
			t.Errorf("%+v", a)
		}
	})
}

func TestUserInstalled(t *testing.T) {
	w := withCommands(unlimited(t))
	there := w.ForeignGuild("Elsewhere", w.ann).Text("general")
	w.ann.Install()
	w.ann.Slash(there.ID, "ask", "question", "why?")
	w.must(w.callback(), answerWith(answerMessage, object{"content": "because"}))
	for n := range mostFollowUps {
		w.must(w.hook("POST", ""), object{"content": fmt.Sprint(n)})
	}
	w.refused(w.hook("POST", ""), object{"content": "6"}, 400, 40094, "maximum number of follow up")
	w.refused("POST channels/"+there.ID+"/messages", object{"content": "x"}, 403, 50001, "Missing Access")
}

func TestMessageCommand(t *testing.T) {
	w := withCommands(unlimited(t))
	m := w.ann.Write(w.here.ID, "why does it crack?")
	w.ann.MessageCommand(m, "Answer this")
	w.must(w.callback(), answerWith(answerMessage, object{"content": "because"}))
	w.ann.Slash(w.here.ID, "session pause")
	w.must(w.callback(), answerWith(answerMessage, object{"content": "paused"}))
	w.ann.Slash(w.here.ID, "session extend", "seconds", 10)
	w.must(w.callback(), answerWith(answerMessage, object{"content": "more"}))
	if n := len(w.Said(w.here.ID)); n != 3 {
		t.Errorf("%d said", n)
	}
}
