package discordtest

import (
	"fmt"
	"strconv"
	"testing"
	"time"
)

// What the gateway tells of what people do.
func TestEvents(t *testing.T) {
	for name, test := range map[string]struct {
		do    func(world)
		event string
		want  func(world) map[string]any
	}{
		"kicked": {func(w world) { w.g.Kick() }, "GUILD_DELETE", func(w world) map[string]any { return object{"id": w.g.ID, "unavailable": nil} }},
		"an outage": {func(w world) { w.g.Outage(true) }, "GUILD_DELETE", func(w world) map[string]any {
			return object{"id": w.g.ID, "unavailable": true}
		}},
		"invited": {func(w world) { w.ForeignGuild("New", w.ann).Invite() }, "GUILD_CREATE", func(world) map[string]any {
			return object{"name": "New", "unavailable": false}
		}},
		"permissions": {func(w world) { w.g.Permit(0) }, "GUILD_ROLE_UPDATE", func(w world) map[string]any { return object{"guild_id": w.g.ID} }},
		"a channel": {func(w world) { w.g.Forum("f") }, "CHANNEL_CREATE", func(w world) map[string]any {
			return object{"name": "f", "type": 15.0, "guild_id": w.g.ID}
		}},
		"denied": {func(w world) { w.here.Deny(SendMessages) }, "CHANNEL_UPDATE", func(w world) map[string]any { return object{"id": w.here.ID} }},
		"hidden": {func(w world) { w.here.Deny(ViewChannel) }, "CHANNEL_DELETE", func(w world) map[string]any { return object{"id": w.here.ID} }},
		"a channel goes": {func(w world) { w.here.Delete() }, "CHANNEL_DELETE", func(w world) map[string]any {
			return object{"id": w.here.ID}
		}},
		"a thread": {func(w world) { w.here.Thread(w.ann, "t") }, "THREAD_CREATE", func(w world) map[string]any {
			return object{"name": "t", "parent_id": w.here.ID, "newly_created": true, "owner_id": w.ann.ID}
		}},
		"a thread goes": {func(w world) { w.here.Thread(w.ann, "t").Delete() }, "THREAD_DELETE", func(w world) map[string]any {
			return object{"parent_id": w.here.ID}
		}},
		"an archived thread": {func(w world) { w.here.Thread(w.ann, "t").Archive(true) }, "THREAD_UPDATE", func(world) map[string]any {
			return object{"name": "t"}
		}},
		"a thread that comes back": {func(w world) {
			thread := w.here.Thread(w.ann, "t")
			thread.c.archived = true
			w.ann.Write(thread.ID, "x")
		}, "THREAD_UPDATE", func(world) map[string]any { return object{"name": "t"} }},
		"a post": {func(w world) { w.g.Forum("f").Post(w.ann, "Knees", "why?") }, "MESSAGE_CREATE", func(w world) map[string]any {
			return object{"guild_id": w.g.ID, "content": ""}
		}},
		"an edit": {func(w world) { w.ann.Edit(w.ann.Write(w.ann.DM(), "x"), "y") }, "MESSAGE_UPDATE", func(world) map[string]any {
			return object{"content": "y"}
		}},
		"a deletion": {func(w world) { w.ann.Delete(w.ann.Write(w.here.ID, "x")) }, "MESSAGE_DELETE", func(w world) map[string]any {
			return object{"channel_id": w.here.ID, "guild_id": w.g.ID}
		}},
		"a command": {func(w world) { w.ann.Slash(w.here.ID, "ask", "question", "why?") }, "INTERACTION_CREATE", func(w world) map[string]any {
			return object{"type": 2.0, "guild_id": w.g.ID, "context": 0.0, "user": nil, "locale": "en-US"}
		}},
		"a command of a moderator": {func(w world) {
			bob := w.User("Bob")
			w.g.Join(bob)
			w.g.Moderator(bob)
			bob.Slash(w.here.ID, "ask", "question", "why?")
		}, "INTERACTION_CREATE", func(world) map[string]any {
			return object{"app_permissions": strconv.Itoa(DefaultPermissions), "member.permissions": strconv.Itoa(memberPermissions | ManageMessages | ManageThreads)}
		}},
		"a command in private": {func(w world) { w.ann.Slash(w.ann.DM(), "ask", "question", "why?") }, "INTERACTION_CREATE", func(world) map[string]any {
			return object{"type": 2.0, "guild_id": nil, "context": 1.0, "member": nil}
		}},
		"a completion": {func(w world) { w.ann.Autocomplete(w.here.ID, "ask", "question", "w") }, "INTERACTION_CREATE", func(world) map[string]any {
			return object{"type": 4.0}
		}},
		"a command elsewhere": {func(w world) {
			w.ann.Install()
			w.ann.Slash(w.ForeignGuild("Elsewhere", w.ann).Text("general").ID, "ask", "question", "why?")
		}, "INTERACTION_CREATE", func(w world) map[string]any {
			return object{"app_permissions": "0", "authorizing_integration_owners": map[string]any{"1": w.ann.ID}}
		}},
		"anything": {func(w world) { w.Gateway().Event("SOMETHING_NEW", map[string]any{"a": "b"}) }, "SOMETHING_NEW", func(world) map[string]any {
			return object{"a": "b"}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w, base := wired(t, Options{Limits: &Limits{}})
			withCommands(w)
			b := login(w, base, usual)
			b.event("GUILD_CREATE")
			test.do(w)
			got := b.event(test.event)
			if member, ok := got["member"].(map[string]any); ok {
				got["member.permissions"] = member["permissions"]
			}
			for field, want := range test.want(w) {
				if fmt.Sprint(got[field]) != fmt.Sprint(want) {
					t.Errorf("%s: %v, want %v", field, got[field], want)
				}
			}
		})
	}
}

// What the bot may not see it does not hear of.
func TestEventsThatAreNotHeard(t *testing.T) {
	for name, do := range map[string]func(world){
		"a hidden channel":    func(w world) { w.here.Deny(ViewChannel); w.ann.Write(w.here.ID, "secret") },
		"a foreign server":    func(w world) { w.ann.Write(w.ForeignGuild("Elsewhere", w.ann).Text("general").ID, "secret") },
		"without the bot":     func(w world) { w.ann.Write(w.ann.Between(w.User("Bob")), "secret") },
		"an intent not asked": func(w world) { w.ann.Write(w.ann.DM(), "secret") },
		"what only one can see": func(w world) {
			withCommands(w).ann.Slash(w.here.ID, "ask", "question", "x")
			w.must(w.callback(), answerWith(answerMessage, object{"content": "secret", "flags": 64}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, base := wired(t, Options{Limits: &Limits{}})
			b := login(w, base, IntentGuilds|IntentMessages)
			do(w)
			w.Gateway().Event("END", nil)
			for {
				switch g := b.next(opDispatch); g.Name {
				case "END":
					return
				case "MESSAGE_CREATE":
					t.Fatalf("it heard %s", g.Data)
				}
			}
		})
	}
}

func TestDelayedEvents(t *testing.T) {
	w, base := wired(t, Options{})
	b := login(w, base, usual)
	b.event("GUILD_CREATE")
	w.Gateway().Delay(50 * time.Millisecond)
	begun := time.Now()
	w.Gateway().Flood(3)
	for range 3 {
		b.event("TYPING_START")
	}
	if took := time.Since(begun); took < 150*time.Millisecond {
		t.Errorf("it took only %v", took)
	}
}

func TestUndelivered(t *testing.T) {
	w, base := wired(t, Options{Limits: &Limits{}})
	withCommands(w)
	if id := w.ann.Slash(w.here.ID, "ask", "question", "1"); w.Interaction(id).Delivered {
		t.Error("there is nobody to tell")
	}
	login(w, base, usual)
	w.AwaitReady(t)
	if id := w.ann.Slash(w.here.ID, "ask", "question", "2"); !w.Interaction(id).Delivered {
		t.Error("somebody is there")
	}
}
