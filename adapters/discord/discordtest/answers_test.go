package discordtest

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Which answers an interaction takes, by how it was begun.
func TestTypesOfAnswers(t *testing.T) {
	message := object{"content": "x"}
	form := object{"custom_id": "f", "title": "t", "components": []any{row1(object{"type": 4, "custom_id": "i", "style": 1, "label": "l"})}}
	data := map[int]any{
		answerMessage: message, answerEdit: message, answerChoices: object{"choices": []any{}}, answerModal: form,
	}
	begin := map[string]func(world){
		"command":      func(w world) { w.ann.Slash(w.here.ID, "ask", "question", "why?") },
		"autocomplete": func(w world) { w.ann.Autocomplete(w.here.ID, "ask", "question", "wh") },
		"component": func(w world) {
			w.must(w.post(), object{"content": "x", "components": []any{row1(button1("a"))}})
			w.ann.Press(w.Last(w.here.ID), "a")
		},
		"modal": func(w world) {
			id := w.ann.Slash(w.here.ID, "ask", "question", "why?")
			w.must(w.callback(), answerWith(answerModal, form))
			w.ann.Submit(id, map[string]string{"i": "so"})
		},
		"modal of a button": func(w world) {
			w.must(w.post(), object{"content": "x", "components": []any{row1(button1("a"))}})
			id := w.ann.Press(w.Last(w.here.ID), "a")
			w.must(w.callback(), answerWith(answerModal, form))
			w.ann.Submit(id, nil)
		},
	}
	for name, taken := range map[string]string{
		"command": "4 5 9", "component": "4 5 6 7 9", "autocomplete": "8", "modal": "4 5", "modal of a button": "4 5 6 7",
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for kind := 1; kind <= 9; kind++ {
				w := withCommands(unlimited(t))
				begin[name](w)
				body := object{"type": kind}
				if data[kind] != nil {
					body["data"] = data[kind]
				}
				out := w.call(w.callback(), body)
				if out.Status == 204 {
					got = append(got, fmt.Sprint(kind))
				} else if out.Code != 50035 || len(w.Violations()) != 1 || w.Interaction(w.lastInteraction().ID).Answer != "" {
					t.Errorf("type %d: %d %s", kind, out.Status, out.Body)
				}
			}
			if s := strings.Join(got, " "); s != taken {
				t.Errorf("it takes %s, want %s", s, taken)
			}
		})
	}
}

func TestAnswersThatAreWrong(t *testing.T) {
	for name, test := range map[string]struct {
		body any
		code int
		want string
	}{
		"no type":            {object{"data": object{"content": "x"}}, 50035, "type"},
		"an unknown type":    {answerWith(3, nil), 50035, "type"},
		"no data":            {object{"type": answerMessage}, 50035, `"data"`},
		"nothing":            {answerWith(answerMessage, object{}), 50006, "empty"},
		"too long":           {answerWith(answerMessage, object{"content": long(2001)}), 50035, `"errors":{"data":{"content"`},
		"an unknown field":   {answerWith(answerMessage, object{"content": "x", "nonce": "n"}), 50035, "UNKNOWN_FIELD"},
		"a flag":             {answerWith(answerMessage, object{"content": "x", "flags": 1 << 13}), 50035, "FLAGS_INVALID"},
		"a component":        {answerWith(answerMessage, object{"content": "x", "components": []any{display("x")}}), 50035, `"errors":{"data":{"components"`},
		"v2 with a text":     {answerWith(answerMessage, object{"content": "x", "flags": v2, "components": []any{display("x")}}), 50035, "LEGACY_FIELDS"},
		"a deferral with v2": {answerWith(answerDefer, object{"flags": v2}), 50035, "FLAGS_INVALID"},
		"a deferral of text": {answerWith(answerDefer, object{"content": "x"}), 50035, "UNKNOWN_FIELD"},
	} {
		t.Run(name, func(t *testing.T) {
			w := withCommands(unlimited(t))
			w.ann.Slash(w.here.ID, "ask", "question", "why?")
			w.refused(w.callback(), test.body, 400, test.code, test.want)
			if len(w.Violations()) != 1 || len(w.Messages(w.here.ID)) != 0 {
				t.Errorf("%q\n%s", w.Violations(), w.Transcript(w.here.ID))
			}
			w.must(w.callback(), object{"type": answerDefer}) // a refused answer is none
		})
	}
}

// An edit by a callback looks at its data, and says where what is wrong.
func TestEditByAnswer(t *testing.T) {
	w := unlimited(t)
	w.must(w.post(), object{"content": "go? <@" + w.ann.ID + ">", "allowed_mentions": object{"parse": []any{}}, "components": []any{row1(button1("a"))}})
	w.ann.Press(w.Last(w.here.ID), "a")
	w.refused(w.callback(), answerWith(answerEdit, object{"components": []any{row1(buttons(6)...)}}), 400, 50035, `"errors":{"data":{"components":{"0"`)
	w.must(w.callback(), answerWith(answerEdit, object{"components": []any{row1(button1("a").with(object{"disabled": true}))}}))
	m := w.Last(w.here.ID)
	if !m.Buttons[0].Disabled || !strings.HasPrefix(m.Content, "go?") || m.Edits != 1 || len(w.Pings()) != 0 {
		t.Errorf("%+v %+v", m, w.Pings())
	}
}

func TestWithResponse(t *testing.T) {
	w := withCommands(unlimited(t))
	for name, test := range map[string]struct {
		body object
		want []string
	}{
		"a message":  {answerWith(answerMessage, object{"content": "x"}), []string{`"content":"x"`, `"response_message_loading":false`}},
		"a deferral": {answerWith(answerDefer, object{"flags": 64}), []string{`"response_message_loading":true`, `"response_message_ephemeral":true`}},
	} {
		w.ann.Slash(w.here.ID, "ask", "question", "why?")
		out := w.must(w.callback()+"?with_response=true", test.body)
		for _, want := range append(test.want, `"response_message_id":"`+w.lastInteraction().original.ID) {
			if !strings.Contains(out.Body, want) {
				t.Errorf("%s: %s without %s", name, out.Body, want)
			}
		}
		if got := w.must(w.hook("GET", "/messages/@original"), nil); got.ID != w.lastInteraction().original.ID {
			t.Errorf("%s: %s", name, got.Body)
		}
	}
}

func TestTokensOfInteractions(t *testing.T) {
	w := withCommands(unlimited(t))
	w.ann.Slash(w.here.ID, "ask", "question", "1")
	first := w.callback()
	w.must(first, object{"type": answerDefer})
	w.ann.Slash(w.here.ID, "ask", "question", "2")
	id, token := w.token()
	w.refused("POST interactions/"+id+"/x/callback", object{"type": answerDefer}, 404, 10062, "Unknown interaction")
	w.refused("POST interactions/1/"+token+"/callback", object{"type": answerDefer}, 404, 10062, "Unknown interaction")
	w.must(w.callback(), answerWith(answerMessage, object{"content": "x"}))
	w.refused(w.hook("GET", "/messages/1"), nil, 404, 10008, "Unknown Message")
	w.refused("POST webhooks/1/"+token, object{"content": "x"}, 404, 10015, "Unknown Webhook")
	w.must(w.hook("DELETE", "/messages/@original"), nil)
	w.refused(w.hook("PATCH", "/messages/@original"), object{"content": "x"}, 404, 10008, "Unknown Message")
}

// What was deferred and then deleted is not filled by what follows.
func TestDeletedDeferral(t *testing.T) {
	w := withCommands(unlimited(t))
	w.ann.Slash(w.here.ID, "ask", "question", "why?")
	w.must(w.callback(), object{"type": answerDefer})
	w.must(w.hook("DELETE", "/messages/@original"), nil)
	w.must(w.hook("POST", ""), object{"content": "because"})
	if got := w.Said(w.here.ID); len(got) != 1 || got[0].Content != "because" {
		t.Error(w.Transcript(w.here.ID))
	}
}

// A refused list of choices is not kept, and the next one counts.
func TestRefusedChoices(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := withCommands(unlimited(t))
		id := w.ann.Autocomplete(w.here.ID, "ask", "question", "wh")
		offer := func(values ...any) object {
			var list []any
			for _, v := range values {
				list = append(list, object{"name": "n", "value": v})
			}
			return answerWith(answerChoices, object{"choices": list})
		}
		w.refused(w.callback(), offer("good", 7), 400, 50035, `"1":{"value"`)
		if got := w.Interaction(id); got.Choices != nil || got.Answer != "" || got.Took != 0 {
			t.Errorf("%+v", got)
		}
		time.Sleep(2 * time.Second)
		w.must(w.callback(), offer("good"))
		if got := w.Interaction(id); len(got.Choices) != 1 || got.Choices[0].Value != "good" || got.Answer != "choices" || got.Took != 2*time.Second {
			t.Errorf("%+v", got)
		}
		w.refused(w.hook("POST", ""), object{"content": "x"}, 404, 10015, "Unknown Webhook")
	})
}

func TestModalRules(t *testing.T) {
	input := func(more object) object { return object{"type": 4, "custom_id": "i", "style": 1}.with(more) }
	label := func(component any, more object) object {
		return object{"type": 18, "label": "l", "component": component}.with(more)
	}
	form := func(more object) object {
		return object{"custom_id": "f", "title": "t", "components": []any{label(input(nil), nil)}}.with(more)
	}
	of := func(components ...any) object { return form(object{"components": components}) }
	pick := func(kind int, options int) object {
		return object{"type": kind, "custom_id": "p", "options": menuWith(options, nil)["options"]}
	}
	labels := func(n int) []any {
		var out []any
		for i := range n {
			out = append(out, label(input(object{"custom_id": fmt.Sprint(i)}), nil))
		}
		return out
	}
	for name, test := range map[string]struct {
		data object
		want string // part of the refusal, "" if it is taken
	}{
		"usual":               {form(nil), ""},
		"an older one":        {of(row1(input(object{"label": "l"}))), ""},
		"without label":       {of(row1(input(nil))), "label"},
		"a title":             {form(object{"title": long(45)}), ""},
		"a long title":        {form(object{"title": long(46)}), "between 1 and 45"},
		"no title":            {form(object{"title": ""}), "title"},
		"a custom_id":         {form(object{"custom_id": long(100)}), ""},
		"a long custom_id":    {form(object{"custom_id": long(101)}), "custom_id"},
		"five":                {of(labels(5)...), ""},
		"six":                 {of(labels(6)...), "between 1 and 5"},
		"none":                {of(), "components"},
		"the same custom_id":  {of(label(input(nil), nil), label(input(nil), nil)), "DUPLICATED"},
		"a long label":        {of(label(input(nil), object{"label": long(46)})), "label"},
		"a long description":  {of(label(input(nil), object{"description": long(101)})), "description"},
		"a text":              {of(display("x"), label(input(nil), nil)), ""},
		"a value":             {of(label(input(object{"value": long(4000)}), nil)), ""},
		"a long value":        {of(label(input(object{"value": long(4001)}), nil)), "value"},
		"a long placeholder":  {of(label(input(object{"placeholder": long(101)}), nil)), "placeholder"},
		"a length":            {of(label(input(object{"max_length": 4001}), nil)), "max_length"},
		"a style":             {of(label(input(object{"style": 3}), nil)), "style"},
		"a menu":              {of(label(menuWith(2, nil), nil)), ""},
		"people":              {of(label(object{"type": 5, "custom_id": "u"}, nil)), ""},
		"a file":              {of(label(object{"type": 19, "custom_id": "u", "max_values": 10}, nil)), ""},
		"too many files":      {of(label(object{"type": 19, "custom_id": "u", "max_values": 11}, nil)), "max_values"},
		"radio":               {of(label(pick(21, 2), nil)), ""},
		"radio with one":      {of(label(pick(21, 1), nil)), "options"},
		"radio with too many": {of(label(pick(21, 11), nil)), "options"},
		"boxes":               {of(label(pick(22, 10), nil)), ""},
		"a box":               {of(label(object{"type": 23, "custom_id": "u"}, nil)), ""},
		"a button":            {of(label(button1("a"), nil)), "UNION_TYPE_CHOICES"},
		"a naked input":       {of(input(nil)), "UNION_TYPE_CHOICES"},
	} {
		t.Run(name, func(t *testing.T) {
			w := withCommands(unlimited(t))
			w.ann.Slash(w.here.ID, "ask", "question", "why?")
			body := answerWith(answerModal, test.data)
			if test.want == "" {
				w.must(w.callback(), body)
				return
			}
			w.refused(w.callback(), body, 400, 50035, test.want)
		})
	}
}
