package telegramtest

import (
	"strings"
	"testing"
	"time"
)

func heard(updates []seen) string {
	var out []string
	for _, u := range updates {
		if u.Message != nil {
			out = append(out, u.Message.Text)
		}
	}
	return strings.Join(out, "|")
}

func TestPrivacyMode(t *testing.T) {
	w := newWorld(t, Options{})
	ann := w.User("Ann")
	g := w.Group("Backs", ann)
	bot := w.say(g.ID(), "I am here")
	if !bot.OK {
		t.Fatal(bot.Description)
	}
	all := func() string {
		g.Write(ann, "just talking")
		g.Write(ann, "/ask how")
		g.Write(ann, "/ask@"+w.Username()+" how")
		g.Write(ann, "/ask@another_bot how")
		g.Write(ann, "hello @"+w.Username()+", how?")
		g.Send(ann, Post{Text: "yes", ReplyTo: w.Last(g.ID()).ID})
		return heard(w.take())
	}
	if got, want := all(), "/ask how|/ask@limber_test_bot how|hello @limber_test_bot, how?|yes"; got != want {
		t.Errorf("private: heard %s", got)
	}
	g.Promote(ann)
	w.take()
	if got := all(); !strings.HasPrefix(got, "just talking|") {
		t.Errorf("as administrator: heard %s", got)
	}
	g.Kick(ann)
	if got := w.take(); len(got) != 1 || got[0].MyChatMember.New.Status != "kicked" {
		t.Errorf("kicked: %+v", got)
	}
	if got := all(); got != "" {
		t.Errorf("kicked, but heard %s", got)
	}
}

func TestGroupsThatRefuse(t *testing.T) {
	w := newWorld(t, Options{Limits: &Limits{}})
	ann := w.User("Ann")
	g := w.Group("Backs", ann)
	message := func() object { return object{"chat_id": g.ID(), "text": "x"} }
	g.Mute(ann)
	w.refused("sendMessage", message(), 400, "not enough rights to send text messages to the chat")
	g.Kick(ann)
	w.refused("sendMessage", message(), 403, "bot was kicked from the supergroup chat")
	g.Add(ann)
	w.must("sendMessage", message())
	w.must("leaveChat", object{"chat_id": g.ID()})
	w.refused("sendMessage", message(), 403, "bot is not a member")
	if v := w.Violations(); v != nil {
		t.Errorf("violations %q", v)
	}
}

func TestTopics(t *testing.T) {
	w := newWorld(t, Options{Limits: &Limits{}})
	ann := w.User("Ann")
	g := w.Forum("Backs", ann)
	thread := g.Topic(ann, "Lower back")
	g.Send(ann, Post{Text: "/ask", Thread: thread})
	got := w.take()
	if m := got[len(got)-1].Message; m.Thread != thread || !m.Topic {
		t.Errorf("message %+v", m)
	}
	message := object{"chat_id": g.ID(), "text": "x", "message_thread_id": thread}
	w.must("sendMessage", message)
	if m := w.Last(g.ID()); m.Thread != thread {
		t.Errorf("message %+v", m)
	}
	g.CloseTopic(ann, thread)
	w.refused("sendMessage", message, 400, "TOPIC_CLOSED")
	g.ReopenTopic(ann, thread)
	w.must("sendMessage", message)
}

// In a supergroup without topics a reply has a thread too, but none to send to.
func TestThreadOfReplies(t *testing.T) {
	w := newWorld(t, Options{})
	ann := w.User("Ann")
	g := w.Group("Backs", ann)
	root := g.Write(ann, "how?")
	g.Send(ann, Post{Text: "/ask", ReplyTo: root.ID})
	m := w.take()[0].Message
	if m.Thread != root.ID || m.Topic || m.ReplyTo.Text != "how?" {
		t.Errorf("message %+v", m)
	}
	w.refused("sendMessage", object{"chat_id": g.ID(), "text": "x", "message_thread_id": m.Thread}, 400, "thread not found")
}

func TestMigration(t *testing.T) {
	w := newWorld(t, Options{Limits: &Limits{}})
	ann := w.User("Ann")
	g := w.BasicGroup("Backs", ann)
	old := g.ID()
	g.Migrate(ann)
	got := w.take()
	if len(got) != 2 || got[0].Message.MigrateTo != g.ID() || got[1].Message.MigrateFrom != old || g.ID() == old {
		t.Errorf("updates %+v", got)
	}
	no := w.refused("sendMessage", object{"chat_id": old, "text": "x"}, 400, "upgraded to a supergroup")
	if no.Parameters.MigrateTo != g.ID() || len(w.Violations()) > 0 {
		t.Errorf("parameters %+v, violations %q", no.Parameters, w.Violations())
	}
	w.say(g.ID(), "x")
}

func TestWhatPeopleSend(t *testing.T) {
	w := newWorld(t, Options{})
	ann, bob := w.User("Ann"), w.User("Bob")
	ann.Write("💪 /now https://x.org!")
	if e := w.take()[0].Message.Entities; len(e) != 2 || e[0].Offset != 3 || e[0].Length != 4 || e[1].Length != 13 {
		t.Errorf("entities %+v", e)
	}
	ann.Send(Post{Media: "photo", Text: "/ask this"})
	if m := w.take()[0].Message; m.Caption != "/ask this" || m.Text != "" || len(m.Photo) != 2 {
		t.Errorf("photo %+v", m)
	}
	ann.Send(Post{Text: "listen", Forwarded: bob})
	if m := w.take()[0].Message; m.Origin["type"] != "user" {
		t.Errorf("forwarded %+v", m)
	}
	for _, media := range []string{"sticker", "voice", "contact", "location", "animation", "audio", "video"} {
		ann.Send(Post{Media: media})
		if got := string(w.must("getUpdates", object{}).Result); !strings.Contains(got, `"`+media+`":{`) {
			t.Errorf("%s: %s", media, got)
		}
		w.take()
	}
	ann.Block()
	if got := w.take(); got[0].MyChatMember.New.Status != "kicked" {
		t.Errorf("blocked %+v", got)
	}
	w.refused("sendMessage", object{"chat_id": ann.ID, "text": "x"}, 403, "bot was blocked by the user")
	ann.Unblock()
	w.say(ann.ID, "x")
	if v := w.Violations(); v != nil {
		t.Errorf("violations %q", v)
	}
}

func TestPressesThatComeLate(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		ann := w.User("Ann")
		ann.Start("")
		w.must("sendMessage", object{"chat_id": ann.ID, "text": "x", "reply_markup": keyboard(object{"text": "b", "callback_data": "c"})})
		m := w.Last(ann.ID)
		time.Sleep(time.Second)
		w.must("editMessageReplyMarkup", object{"chat_id": ann.ID, "message_id": m.ID})
		id := ann.Press(m, "c")
		if w.Unanswered() != 1 {
			t.Error("the press is not waiting for its answer")
		}
		time.Sleep(4 * time.Minute)
		w.refused("answerCallbackQuery", object{"callback_query_id": id}, 400, "query is too old")

		ann.Delete(m)
		ann.Press(m, "c")
		w.take()
		time.Sleep(time.Second)
		w.refused("editMessageText", object{"chat_id": ann.ID, "message_id": m.ID, "text": "y"}, 400, "message to edit not found")
		if n := len(w.Violations()); n != 1 { // the bot cannot know that a message was deleted
			t.Errorf("violations %q", w.Violations())
		}
	})
}

func TestInlineMode(t *testing.T) {
	w := newWorld(t, Options{Feedback: true})
	ann := w.User("Ann")
	g := w.Group("Backs", ann)
	result := func(id string) object {
		return object{"type": "article", "id": id, "title": "How?", "input_message_content": object{"message_text": "So."}}
	}
	query := ann.Inline("how")
	if q := w.take()[0].InlineQuery; q.ID != query || q.Query != "how" {
		t.Fatalf("query %+v", q)
	}
	answer := func(results ...any) object { return object{"inline_query_id": query, "results": results} }
	w.refused("answerInlineQuery", answer(result("a"), result("a")), 400, "two have the id")
	w.refused("answerInlineQuery", answer(result(strings.Repeat("a", 65))), 400, "65 bytes")
	w.refused("answerInlineQuery", answer(repeat(51, result("a"))...), 400, "51 items")
	w.refused("answerInlineQuery", answer(object{"type": "article", "id": "a", "title": "b"}), 400, "input_message_content is required")
	w.must("answerInlineQuery", answer(result("a"), result("b")))
	if q := w.InlineQuery(query); !q.Answered || len(q.Results) != 2 {
		t.Errorf("answer %+v", q)
	}
	if m := g.Choose(ann, query, "b"); m.Text != "So." {
		t.Errorf("shared %+v", m)
	}
}

func TestProfile(t *testing.T) {
	w := newWorld(t, Options{})
	w.must("setMyCommands", object{
		"commands": []any{object{"command": "start", "description": "Begin"}}, "scope": object{"type": "all_private_chats"}, "language_code": "de",
	})
	if c := w.Commands("all_private_chats/de"); len(c) != 1 || c[0].Description != "Begin" || w.Commands("default") != nil {
		t.Errorf("commands %+v", c)
	}
	w.must("setMyDescription", object{"description": "Rolls backs"})
	if got := w.Profile("description"); got != "Rolls backs" {
		t.Errorf("description %q", got)
	}
	if got := string(w.must("getMyShortDescription", object{}).Result); got != `{"short_description":""}` {
		t.Errorf("short description %s", got)
	}
}
