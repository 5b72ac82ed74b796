package discordtest

import (
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestSession(t *testing.T) {
	w, base := wired(t, Options{})
	b := login(w, base, usual)
	if g := b.event("GUILD_CREATE"); g["id"] != w.g.ID || len(g["channels"].([]any)) != 1 {
		t.Errorf("guild %v", g)
	}
	b.send(opHeartbeat, b.last)
	b.next(opAck)
	w.Gateway().AskHeartbeat()
	b.next(opHeartbeat)
	m := w.ann.Write(w.here.ID, "hello")
	if e := b.event("MESSAGE_CREATE"); e["id"] != m.ID || e["content"] != "" || e["guild_id"] != w.g.ID {
		t.Errorf("without the intent: %v", e)
	}
	w.ann.Mention(w.here.ID, "hello")
	if e := b.event("MESSAGE_CREATE"); !strings.HasSuffix(e["content"].(string), "> hello") {
		t.Errorf("a mention: %v", e)
	}
	dm := w.ann.DM()
	w.ann.Write(dm, "secret")
	if e := b.event("MESSAGE_CREATE"); e["content"] != "secret" || e["guild_id"] != nil {
		t.Errorf("in private: %v", e)
	}
	said := w.say("I am a bot")
	if e := b.event("MESSAGE_CREATE"); e["content"] != "I am a bot" {
		t.Errorf("its own: %v", e)
	}
	own, _ := w.Message(w.here.ID, said.ID)
	w.ann.Reply(own, "a reply")
	if e := b.event("MESSAGE_CREATE"); e["content"] != "a reply" || e["referenced_message"].(map[string]any)["content"] != "I am a bot" {
		t.Errorf("a reply: %v", e)
	}
	w.ann.Send(w.here.ID, Words{Text: "a reply", ReplyTo: own.ID, Quiet: true})
	if e := b.event("MESSAGE_CREATE"); e["content"] != "" {
		t.Errorf("a reply without mention: %v", e)
	}
	if all, early := w.Gateway().Identifies(); all != 1 || early != 0 || w.Gateway().Heartbeats() != 1 {
		t.Errorf("%d identifies, %d early", all, early)
	}
	if v := w.Violations(); v != nil {
		t.Error(v)
	}
}

func TestContentIntent(t *testing.T) {
	w, base := wired(t, Options{Privileged: IntentContent})
	b := login(w, base, usual|IntentContent)
	w.ann.Write(w.here.ID, "hello")
	if e := b.event("MESSAGE_CREATE"); e["content"] != "hello" {
		t.Errorf("%v", e)
	}
}

func TestResume(t *testing.T) {
	w, base := wired(t, Options{})
	b := login(w, base, usual)
	b.event("GUILD_CREATE")
	seq := b.last
	w.Gateway().Drop()
	for _, text := range []string{"1", "2"} {
		w.ann.Write(w.ann.DM(), text)
	}
	b = b.resume(w, b.again, seq)
	for _, text := range []string{"1", "2"} {
		if e := b.event("MESSAGE_CREATE"); e["content"] != text {
			t.Errorf("%v instead of %s", e["content"], text)
		}
	}
	b.event("RESUMED")
	if v := w.Violations(); v != nil {
		t.Error(v)
	}
}

func TestResumeRefused(t *testing.T) {
	for name, test := range map[string]func(world, *bot) string{
		"on the first address": func(w world, b *bot) string {
			w.Gateway().Drop()
			url := strings.Replace(b.again, resumePath, gatewayPath, 1)
			b.resume(w, url, 1).event("RESUMED")
			return "not to resume_gateway_url"
		},
		"after a close with 1000": func(w world, b *bot) string {
			_ = b.ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""))
			w.Await(w.t, 10*time.Second, "the end", func() bool { return w.Gateway().Connections() == 0 })
			if g := b.resume(w, b.again, 1).next(opInvalid); string(g.Data) != "false" {
				w.t.Errorf("%s", g.Data)
			}
			return ""
		},
		"with a seq too high": func(w world, b *bot) string {
			w.Gateway().Drop()
			if g := b.resume(w, b.again, 99).next(-1); g.Code != CloseBadSeq {
				w.t.Errorf("%+v", g)
			}
			return "the last was"
		},
		"once": func(w world, b *bot) string {
			w.Gateway().Drop()
			w.Gateway().RefuseResume(1)
			next := b.resume(w, b.again, 1)
			next.next(opInvalid)
			next.send(opIdentify, identity(w, usual)) // within 5 s of the first
			next.next(opInvalid)
			if _, early := w.Gateway().Identifies(); early != 1 {
				w.t.Errorf("%d early", early)
			}
			return ""
		},
		"before RESUMED": func(w world, b *bot) string {
			w.Gateway().Drop()
			w.Gateway().ReconnectEarly(1)
			b.resume(w, b.again, 1).next(opReconnect)
			b.resume(w, b.again, 1).event("RESUMED")
			return ""
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, base := wired(t, Options{})
			want := test(w, login(w, base, usual))
			if v := strings.Join(w.Violations(), ""); !strings.Contains(v, want) || want == "" && v != "" {
				t.Errorf("violations %q, want %q", v, want)
			}
		})
	}
}
