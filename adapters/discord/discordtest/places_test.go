package discordtest

import (
	"strings"
	"testing"
)

// What is missing, and what the bot hears of it.
func TestPermissions(t *testing.T) {
	messages := func(w world) string { return w.post() }
	text := object{"content": "x"}
	for name, test := range map[string]struct {
		missing      int64
		call         func(world) string
		body         any
		status, code int
	}{
		"view":                 {ViewChannel, messages, text, 403, 50001},
		"view, to look":        {ViewChannel, func(w world) string { return "GET channels/" + w.here.ID }, nil, 403, 50001},
		"send":                 {SendMessages, messages, text, 403, 50013},
		"send, typing":         {SendMessages, func(w world) string { return "POST channels/" + w.here.ID + "/typing" }, nil, 403, 50013},
		"embeds":               {EmbedLinks, messages, object{"embeds": []any{object{"title": "t"}}}, 403, 50013},
		"embeds, for a text":   {EmbedLinks, messages, text, 200, 0},
		"speech":               {SendTTS, messages, text.with(object{"tts": true}), 403, 50013},
		"threads, to send":     {SendInThreads, messages, text, 200, 0},
		"threads, to create":   {CreatePublicThreads, func(w world) string { return "POST channels/" + w.here.ID + "/threads" }, object{"name": "t", "type": 11}, 403, 50013},
		"threads on a message": {CreatePublicThreads, func(w world) string { return "POST" + w.sent(text) + "/threads" }, object{"name": "t"}, 403, 50013},
		"a private thread":     {0, func(w world) string { return "POST channels/" + w.here.ID + "/threads" }, object{"name": "t"}, 403, 50013},
		"to send in a thread": {SendInThreads, func(w world) string {
			return "POST channels/" + w.here.Thread(w.ann, "t").ID + "/messages"
		}, text, 403, 50013},
		"to send in the channel of a thread": {SendMessages, func(w world) string {
			return "POST channels/" + w.here.Thread(w.ann, "t").ID + "/messages"
		}, text, 200, 0},
		"a post in a forum": {SendMessages, func(w world) string {
			f := w.g.Forum("questions")
			f.Deny(SendMessages)
			return "POST channels/" + f.ID + "/threads"
		}, object{"name": "t", "message": text}, 403, 50013},
	} {
		t.Run(name, func(t *testing.T) {
			w := unlimited(t)
			call := test.call(w)
			w.here.Deny(test.missing)
			out := w.call(call, test.body)
			if out.Status/100 != test.status/100 || out.Code != test.code || w.Violations() != nil {
				t.Errorf("%d %s, %q", out.Status, out.Body, w.Violations())
			}
			w.here.Deny(0)
			w.g.Permit(DefaultPermissions &^ test.missing)
			if again := w.call(call, test.body); again.Code != out.Code {
				t.Errorf("missing on the server: %d %s", again.Status, again.Body)
			}
		})
	}
}

func TestPlacesThatAreNone(t *testing.T) {
	for name, test := range map[string]struct {
		change       func(world) string // and where to write
		status, code int
		words        string
	}{
		"unknown": {func(world) string { return "1" }, 404, 10003, "Unknown Channel"},
		"deleted": {func(w world) string { w.here.Delete(); return w.here.ID }, 404, 10003, "Unknown Channel"},
		"a thread of a deleted channel": {func(w world) string {
			thread := w.here.Thread(w.ann, "t")
			w.here.Delete()
			return thread.ID
		}, 404, 10003, "Unknown Channel"},
		"a deleted thread": {func(w world) string {
			thread := w.here.Thread(w.ann, "t")
			thread.Delete()
			return thread.ID
		}, 404, 10003, "Unknown Channel"},
		"a locked thread": {func(w world) string {
			thread := w.here.Thread(w.ann, "t")
			thread.Archive(true)
			return thread.ID
		}, 400, 50083, "Thread is archived"},
		"kicked":     {func(w world) string { w.g.Kick(); return w.here.ID }, 403, 50001, "Missing Access"},
		"a forum":    {func(w world) string { return w.g.Forum("f").ID }, 400, 50008, "non-text channel"},
		"closed":     {func(w world) string { w.ann.CloseDMs(true); return w.ann.DM() }, 403, 50007, "Cannot send messages to this user"},
		"a stranger": {func(w world) string { return w.User("Bob").DM() }, 403, 50007, "Cannot send messages to this user"},
		"foreign": {func(w world) string {
			return w.ForeignGuild("Elsewhere", w.ann).Text("general").ID
		}, 403, 50001, "Missing Access"},
	} {
		t.Run(name, func(t *testing.T) {
			w := unlimited(t)
			w.refused("POST channels/"+test.change(w)+"/messages", object{"content": "x"}, test.status, test.code, test.words)
		})
	}
}

func TestPrivateConversation(t *testing.T) {
	w := unlimited(t)
	dm := w.must("POST users/@me/channels", object{"recipient_id": w.ann.ID})
	if dm.ID != w.ann.DM() {
		t.Errorf("%s", dm.Body)
	}
	w.must("POST channels/"+dm.ID+"/messages", object{"content": "hello"})
	w.ann.CloseDMs(true)
	w.refused("POST channels/"+dm.ID+"/messages", object{"content": "x"}, 403, 50007, "Cannot send")
	w.ann.CloseDMs(false)
	w.must("POST channels/"+dm.ID+"/messages", object{"content": "back"})
	bob := w.User("Bob")
	bob.Install()
	w.must("POST channels/"+bob.DM()+"/messages", object{"content": "he has the app"})
	w.refused("POST users/@me/channels", object{"recipient_id": "1"}, 400, 50035, "Invalid Recipient")
	w.refused("POST channels/"+dm.ID+"/threads", object{"name": "t", "type": 11}, 400, 50024, "channel type")
}

func TestThreads(t *testing.T) {
	w := unlimited(t)
	made := w.must("POST channels/"+w.here.ID+"/threads", object{"name": "Routine", "type": 11, "auto_archive_duration": 60})
	path := " channels/" + made.ID
	w.must("POST"+path+"/messages", object{"content": "inside"})
	w.must("PUT"+path+"/thread-members/"+w.ann.ID, nil)
	list := w.Threads(w.here.ID)
	if len(list) != 1 || list[0].Name != "Routine" || list[0].ArchiveAfter != 60 || list[0].Owner != w.BotID() || len(list[0].Members) != 2 || list[0].Private {
		t.Errorf("%+v", list)
	}
	if m := w.Messages(w.here.ID); len(m) != 1 || !m[0].Notice || len(w.Said(w.here.ID)) != 0 {
		t.Errorf("%+v", m)
	}
	inside := path + "/messages/" + w.Last(made.ID).ID
	w.must("PATCH"+path, object{"archived": true, "name": "Done"})
	w.refused("PATCH"+inside, object{"content": "x"}, 400, 50083, "archived")
	w.refused("DELETE"+inside, nil, 400, 50083, "archived")
	w.refused("PATCH"+path, object{"name": "x"}, 400, 50083, "archived")
	w.refused("PUT"+path+"/thread-members/"+w.ann.ID, nil, 400, 50083, "archived")
	w.must("POST"+path+"/messages", object{"content": "this brings it back"})
	if got := w.Threads(w.here.ID)[0]; got.Archived || got.Name != "Done" {
		t.Errorf("%+v", got)
	}
	w.refused("PATCH"+path, object{"locked": true}, 403, 50013, "Missing Permissions")
	w.refused("PATCH channels/"+w.here.ID, object{"name": "x"}, 403, 50013, "Missing Permissions")
	w.refused("DELETE"+path+"/thread-members/"+w.ann.ID, nil, 403, 50013, "Missing Permissions")
	w.Channel(made.ID).Archive(true)
	w.refused("PATCH"+path, object{"archived": false}, 403, 50013, "Missing Permissions")
	w.g.Permit(DefaultPermissions | ManageThreads)
	w.must("PATCH"+path, object{"archived": false, "locked": false})
	w.must("DELETE"+path+"/thread-members/@me", nil)
	w.must("PUT"+path+"/thread-members/@me", nil)
	if got := w.must("GET"+path+"/thread-members", nil).Body; !strings.Contains(got, w.BotID()) || !strings.Contains(got, w.ann.ID) {
		t.Error(got)
	}
	w.must("DELETE"+path+"/thread-members/"+w.ann.ID, nil)
	if w.Channel("1") != nil {
		t.Error("a channel that there is not")
	}
	w.refused("PUT"+path+"/thread-members/1", nil, 404, 10013, "Unknown User")
	w.refused("PUT channels/"+w.here.ID+"/thread-members/@me", nil, 400, 50024, "channel type")
	w.refused("POST"+path+"/threads", object{"name": "t", "type": 11}, 400, 50024, "channel type")
}

func TestThreadsOnMessages(t *testing.T) {
	w := unlimited(t)
	path := w.sent(object{"content": "x"})
	made := w.must("POST"+path+"/threads", object{"name": "t"})
	if m := w.Last(w.here.ID); m.Thread != made.ID || made.ID != m.ID {
		t.Errorf("%+v %s", m, made.Body)
	}
	w.refused("POST"+path+"/threads", object{"name": "t"}, 400, 160004, "already been created")
	w.refused("POST"+path+"/threads", object{"name": long(101)}, 400, 50035, "between 1 and 100")
	w.refused("POST"+path+"/threads", object{"name": "t", "auto_archive_duration": 61}, 400, 50035, "auto_archive_duration")
}

func TestForum(t *testing.T) {
	w := unlimited(t)
	forum := w.g.Forum("questions")
	theirs := forum.Post(w.ann, "Knees", "why do they crack?")
	w.must("POST channels/"+theirs.ID+"/messages", object{"content": "because"})
	path := "POST channels/" + forum.ID + "/threads"
	made := w.must(path, object{"name": "Backs", "message": object{"content": "good morning"}})
	if m := w.Last(made.ID); m.Content != "good morning" || m.ID != made.ID || len(w.Threads(forum.ID)) != 2 {
		t.Errorf("%+v", m)
	}
	w.refused(path, object{"name": "Backs"}, 400, 50035, "message")
	w.refused(path, object{"name": "Backs", "message": object{"content": long(2001)}}, 400, 50035, "2000 or fewer")
	w.refused("POST channels/"+w.here.ID+"/threads", object{"name": "t", "type": 11, "message": object{"content": "x"}}, 400, 50035, "message")
}

func TestTypings(t *testing.T) {
	w := unlimited(t)
	w.must("POST channels/"+w.here.ID+"/typing", nil)
	if got := w.Typings(); len(got) != 1 || got[0].Channel != w.here.ID {
		t.Errorf("%+v", got)
	}
}
