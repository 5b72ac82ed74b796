package discordtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// sent sends a message with these fields and returns the path to it.
func (w world) sent(body object) (path string) {
	w.t.Helper()
	return " channels/" + w.here.ID + "/messages/" + w.must(w.post(), body).ID
}

func TestNonce(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{Limits: &Limits{}, NonceLife: 3 * time.Minute})
		w.SetClock(time.Hour)
		send := func(text string, more object) string {
			return w.must(w.post(), object{"content": text, "nonce": "n"}.with(more)).ID
		}
		enforced := object{"enforce_nonce": true}
		first := send("first", nil)
		if send("again, not enforced", nil) == first {
			t.Error("the nonce counts though it is not enforced")
		}
		last := send("third", enforced)
		if last != w.Last(w.here.ID).ID || w.Last(w.here.ID).Content != "again, not enforced" {
			t.Errorf("%+v", w.Last(w.here.ID))
		}
		if send("another nonce", object{"enforce_nonce": true, "nonce": "m"}) == last {
			t.Error("another nonce is the same")
		}
		elsewhere := w.g.Text("elsewhere")
		if w.must("POST channels/"+elsewhere.ID+"/messages", object{"content": "x", "nonce": "n"}.with(enforced)).ID == last {
			t.Error("it counts in another channel")
		}
		time.Sleep(3 * time.Minute)
		if send("much later", enforced) == last || len(w.Said(w.here.ID)) != 4 {
			t.Error("the nonce counts for ever")
		}
	})
}

func TestEdits(t *testing.T) {
	classic := object{"content": "hi", "embeds": []any{object{"title": "t"}}, "components": []any{row1(button1("a"))}}
	modern := object{"flags": v2, "components": []any{display("x")}}
	for name, test := range map[string]struct {
		first, edit object
		code        int // 0 if it is taken
		want        string
	}{
		"the text":               {classic, object{"content": "new"}, 0, "new|t|La"},
		"the embeds":             {classic, object{"embeds": []any{}}, 0, "hi||La"},
		"the components":         {classic, object{"components": nil}, 0, "hi|t|"},
		"no text":                {classic, object{"content": nil}, 0, "|t|La"},
		"nothing":                {classic, object{}, 0, "hi|t|La"},
		"all away":               {classic, object{"content": "", "embeds": []any{}, "components": []any{}}, 50006, "empty"},
		"too long":               {classic, object{"content": long(2001)}, 50035, "2000 or fewer"},
		"an unknown field":       {classic, object{"tts": true}, 50035, "UNKNOWN_FIELD"},
		"too many embeds":        {classic, object{"embeds": repeat(2, object{"description": long(3001)})}, 50035, "MAX_EMBED_SIZE"},
		"a bad component":        {classic, object{"components": []any{row1(buttons(6)...)}}, 50035, "components"},
		"a silent one":           {classic, object{"flags": 4096}, 50035, "FLAGS_INVALID"},
		"without previews":       {classic, object{"flags": 4}, 0, "hi|t|La"},
		"to the second version":  {classic, modern.with(object{"content": nil, "embeds": nil}), 0, "||"},
		"half to the second":     {classic, modern, 50035, "LEGACY_FIELDS"},
		"of the second version":  {modern, object{"components": []any{display("y"), row1(button1("a"))}}, 0, "||La"},
		"back to the first":      {modern, object{"flags": 0, "content": "hi"}, 50035, "taken back"},
		"text to the second":     {modern, object{"content": "hi"}, 50035, "LEGACY_FIELDS"},
		"the second to nothing":  {modern, object{"components": []any{}}, 50035, "components"},
		"the second to too much": {modern, object{"components": repeat(41, display("x"))}, 50035, "components"},
	} {
		t.Run(name, func(t *testing.T) {
			w := unlimited(t)
			path := w.sent(test.first)
			out := w.call("PATCH"+path, test.edit)
			m := w.Last(w.here.ID)
			if test.code != 0 {
				if out.Status != 400 || out.Code != test.code || !strings.Contains(out.Body, test.want) || len(w.Violations()) != 1 || m.Edits != 0 {
					t.Errorf("%d %s, violations %q", out.Status, out.Body, w.Violations())
				}
				return
			}
			shown := m.Content + "|"
			for _, e := range m.Embeds {
				shown += e.Title
			}
			shown += "|"
			for _, b := range m.Buttons {
				shown += b.Label
			}
			if out.Status != 200 || shown != test.want || m.Edits != 1 || m.EditedAt.IsZero() {
				t.Errorf("%d %s\n%s, want %s", out.Status, out.Body, shown, test.want)
			}
		})
	}
}

func TestMessagesOfOthers(t *testing.T) {
	w := unlimited(t)
	theirs := w.ann.Write(w.here.ID, "mine")
	path := " channels/" + w.here.ID + "/messages/" + theirs.ID
	w.refused("PATCH"+path, object{"content": "x"}, 403, 50005, "authored by another")
	w.refused("DELETE"+path, nil, 403, 50013, "Missing Permissions")
	w.g.Permit(DefaultPermissions | ManageMessages)
	w.must("DELETE"+path, nil)
	for _, call := range []string{"GET", "PATCH", "DELETE"} {
		var body any
		if call == "PATCH" {
			body = object{"content": "x"}
		}
		w.refused(call+path, body, 404, 10008, "Unknown Message")
	}
	mine := w.sent(object{"content": "mine"})
	w.must("DELETE"+mine, nil)
	if len(w.Messages(w.here.ID)) != 0 {
		t.Error(w.Transcript(w.here.ID))
	}
}

func TestReplies(t *testing.T) {
	w := unlimited(t)
	to := w.ann.Write(w.here.ID, "why?")
	ref := func(id string) object { return object{"content": "x", "message_reference": object{"message_id": id}} }
	w.must(w.post(), ref(to.ID))
	if m := w.Last(w.here.ID); m.ReplyTo != to.ID {
		t.Errorf("%+v", m)
	}
	w.ann.Delete(to)
	w.refused(w.post(), ref(to.ID), 400, 50035, "Unknown message")
	w.must(w.post(), object{"content": "x", "message_reference": object{"message_id": to.ID, "fail_if_not_exists": false}})
	if m := w.Last(w.here.ID); m.ReplyTo != "" || w.Violations() != nil {
		t.Errorf("%+v %q", m, w.Violations())
	}
	w.here.Deny(ReadHistory)
	w.refused(w.post(), ref(w.Last(w.here.ID).ID), 400, 160002, "message history")
}

func TestReadingMessages(t *testing.T) {
	w := unlimited(t)
	var ids []string
	for n := range 5 {
		ids = append(ids, w.ann.Write(w.here.ID, fmt.Sprint(n)).ID)
	}
	get := func(query string) string {
		var list []struct{ ID, Content string }
		if err := json.Unmarshal([]byte(w.must("GET channels/"+w.here.ID+"/messages?"+query, nil).Body), &list); err != nil {
			t.Fatal(err)
		}
		var out string
		for _, m := range list {
			for n, id := range ids {
				if id == m.ID {
					out += fmt.Sprint(n, m.Content, " ")
				}
			}
		}
		return out
	}
	for query, want := range map[string]string{
		"": "4 3 2 1 0 ", "limit=2": "4 3 ", "before=" + ids[2]: "1 0 ", "after=" + ids[3]: "4 ",
		"limit=1&before=" + ids[4]: "3 ",
	} {
		if got := get(query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	w.here.Deny(ReadHistory)
	if got := get(""); got != "" {
		t.Errorf("without history: %q", got)
	}
	w.refused("GET channels/"+w.here.ID+"/messages/"+ids[0], nil, 403, 50013, "Missing Permissions")
	w.refused("GET channels/"+w.here.ID+"/messages?limit=101", nil, 400, 50035, "limit")
}

func TestPings(t *testing.T) {
	const user, role = "<@%s>", "<@&%s>"
	for name, test := range map[string]struct {
		text    string
		allowed any
		want    string
	}{
		"a person":                 {user, nil, "user %s"},
		"a person by nickname":     {"<@!%s>", nil, "user %s"},
		"a role":                   {role, nil, "role %s"},
		"everyone":                 {"@everyone", nil, "everyone"},
		"here":                     {"hello @here!", nil, "here"},
		"nobody allowed":           {user + role + "@everyone", object{"parse": []any{}}, ""},
		"only people":              {user + role + "@everyone", object{"parse": []any{"users"}}, "user %s"},
		"only some":                {user, object{"users": []any{"1"}}, ""},
		"in code":                  {"`" + user + "`", nil, ""},
		"in a block":               {"```\n@everyone\n```", nil, ""},
		"nothing of the kind":      {"ann@example.org <#%s>", nil, ""},
		"several":                  {user + " @here", nil, "user %s here"},
		"but an empty restriction": {user, object{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := withCommands(unlimited(t))
			fill := func(s string) string { return strings.ReplaceAll(s, "%s", w.ann.ID) }
			body := object{"content": fill(test.text)}
			if test.allowed != nil {
				body["allowed_mentions"] = test.allowed
			}
			shown := body.with(object{"flags": v2, "components": []any{display(fill(test.text))}})
			delete(shown, "content")
			path := w.sent(body)
			w.sent(shown)
			w.must("PATCH"+path, body)
			w.ann.Slash(w.here.ID, "ask", "question", "why?")
			w.must(w.callback(), answerWith(answerMessage, body))
			w.must(w.hook("POST", ""), body)
			w.ann.Slash(w.here.ID, "ask", "question", "why?")
			w.must(w.callback(), answerWith(answerMessage, body.with(object{"flags": flagEphemeral})))
			pings := w.Pings()
			if test.want == "" {
				if pings != nil {
					t.Errorf("%+v", pings)
				}
				return
			}
			if len(pings) != 5 {
				t.Fatalf("%+v", pings)
			}
			for n, p := range pings {
				if got := strings.Join(p.Who, " "); got != fill(test.want) || p.Edit != (n == 2) {
					t.Errorf("%d: %+v", n, p)
				}
			}
		})
	}
}

func TestPingsOfReplies(t *testing.T) {
	for name, test := range map[string]struct {
		allowed any
		want    bool
	}{
		"by default": {nil, true}, "not": {object{"parse": []any{}}, false},
		"said so": {object{"parse": []any{}, "replied_user": true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := unlimited(t)
			to := w.ann.Write(w.here.ID, "why?")
			body := object{"content": "x", "message_reference": object{"message_id": to.ID}}
			if test.allowed != nil {
				body["allowed_mentions"] = test.allowed
			}
			w.must(w.post(), body)
			if p := w.Pings(); (len(p) == 1) != test.want || test.want && !p[0].Reply {
				t.Errorf("%+v", p)
			}
		})
	}
}
