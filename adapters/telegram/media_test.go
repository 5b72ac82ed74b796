package telegram

import (
	"io"
	"strings"
	"testing"

	"limber/adapters/telegram/telegramtest"
	"limber/bot"
)

func TestFilesAreSentOnce(t *testing.T) {
	inBubble(t, telegramtest.Options{Limits: &telegramtest.Limits{}}, func(t *testing.T, w *world) {
		files := map[string]string{"roll.jpg": "picture", "roll.gif": "clip", "breathe.mp3": "sound", "breathe.ogg": "voice", "roll.mp4": "film"}
		o := w.optionsForAgain()
		o.Media = func(name string) (io.ReadCloser, error) {
			if text, ok := files[name]; ok {
				return io.NopCloser(strings.NewReader(text)), nil
			}
			return nil, errOnPurpose
		}
		w = newWorld(t, w.server, w.memory, o)
		ann := w.server.User("Ann")
		ann.Start("")
		send := func(r bot.Reply) telegramtest.Message {
			t.Helper()
			r.To, r.Text = to(ann, w.server), "caption"
			if err := w.Send(t.Context(), r); err != nil {
				t.Error(err)
			}
			return w.server.Last(ann.ID)
		}
		for _, c := range []struct {
			reply bot.Reply
			want  string
		}{
			{bot.Reply{Picture: "roll.jpg"}, "photo"},
			{bot.Reply{Picture: "roll.gif"}, "animation"},
			{bot.Reply{Picture: "roll.mp4"}, "video"},
			{bot.Reply{Sound: "breathe.mp3"}, "audio"},
			{bot.Reply{Sound: "breathe.ogg"}, "voice"},
			{bot.Reply{Picture: "https://example.org/a.png?x=1"}, "photo"},
		} {
			first := send(c.reply)
			again := send(c.reply)
			if first.Media != c.want || again.Media != c.want || first.Text != "caption" {
				t.Errorf("%+v: %q, then %q", c.reply, first.Media, again.Media)
			}
			if c.reply.Picture[:min(5, len(c.reply.Picture))] != "https" && first.File != again.File {
				t.Errorf("%+v was sent as %q and %q", c.reply, first.File, again.File)
			}
		}
		before := send(bot.Reply{Picture: "roll.jpg"})
		files["roll.jpg"] = "another"
		if after := send(bot.Reply{Picture: "roll.jpg"}); after.File == before.File {
			t.Error("a file that has changed was not sent anew")
		}
		if m := send(bot.Reply{Picture: "none.jpg"}); m.Media != "" || m.Text != "caption" {
			t.Errorf("without its picture it shows %+v", m)
		}
		stop := w.server.Fail(telegramtest.Times(1, telegramtest.To(telegramtest.BadRequest("wrong file identifier/HTTP URL specified"), "sendPhoto")))
		defer stop()
		if m := send(bot.Reply{Picture: "roll.jpg"}); m.Media != "photo" {
			t.Errorf("with a forgotten id it shows %+v", m)
		}
	})
}
