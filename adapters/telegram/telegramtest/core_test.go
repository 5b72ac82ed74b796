package telegramtest

import (
	"testing"
	"time"
)

func TestAConversation(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		ann := w.User("Ann")
		w.refused("sendMessage", object{"chat_id": ann.ID, "text": "hi"}, 403, "can't initiate conversation")
		ann.Start("")
		got := w.take()
		if len(got) != 1 || got[0].Message.Text != "/start" || got[0].Message.Entities[0].Type != "bot_command" {
			t.Fatalf("updates %+v", got)
		}
		w.must("sendMessage", object{
			"chat_id": ann.ID, "text": "Hello", "disable_notification": true,
			"reply_markup": object{"inline_keyboard": []any{[]any{object{"text": "Go", "callback_data": "go"}}}},
		})
		last := w.Last(ann.ID)
		if last.Text != "Hello" || !last.Silent || last.Keyboard[0][0].Data != "go" {
			t.Fatalf("message %+v", last)
		}
		id := ann.Press(last, "Go")
		press := w.take()[0].CallbackQuery
		if press.ID != id || press.Data != "go" || press.Message.ID != last.ID {
			t.Fatalf("press %+v", press)
		}
		w.must("answerCallbackQuery", object{"callback_query_id": id, "text": "Here we go"})
		w.refused("answerCallbackQuery", object{"callback_query_id": id}, 400, "query is too old")
		if toasts := w.Toasts(); len(toasts) != 1 || toasts[0].Text != "Here we go" {
			t.Errorf("toasts %+v", toasts)
		}
		time.Sleep(time.Second)
		w.must("editMessageText", object{"chat_id": ann.ID, "message_id": last.ID, "text": "Gone"})
		if m := w.Last(ann.ID); m.Text != "Gone" || m.Keyboard != nil || m.Edits != 1 {
			t.Errorf("edited %+v", m)
		}
		w.refused("editMessageText", object{"chat_id": ann.ID, "message_id": last.ID, "text": "Gone"}, 400, "message is not modified")
		if n := len(w.Violations()); n != 3 {
			t.Errorf("%d violations: %q", n, w.Violations())
		}
	})
}
