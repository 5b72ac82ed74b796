package main

import (
	"strings"
	"testing"

	"limber/adapters/discord/discordtest"
)

// overhearing begins the bot anew with a channel and a forum named in the
// settings of their server, and returns Ada in the channel.
func (w *discordWorld) overhearing() (ada *guest, forum *discordtest.Channel) {
	w.Helper()
	g, people := w.inServer("Ada")
	forum = g.Forum("questions")
	w.beginWith(map[string]DiscordServerConfig{
		g.ID: {AutoAnswer: []string{people[0].place}, Forums: []string{forum.ID}},
	})
	return people[0], forum
}

func TestDiscordAutoAnswer(t *testing.T) {
	onDiscord(t, discordtest.Options{Privileged: discordtest.IntentContent}, DiscordConfig{}, func(w *discordWorld) {
		ada, _ := w.overhearing()
		ada.wants(ada.says("how often should i foam roll my back?"), "Daily or several times a week")
		question, _ := ambiguous(t, w.pack)
		ada.wantsSilence(ada.says(question))
		for _, chat := range []string{"see you on tuesday", "what is the capital of France?", "thanks", "stop", "pause", "help"} {
			ada.wantsSilence(ada.says(chat))
		}
		if strings.Contains(w.log.String(), "level=WARN") {
			t.Error("a warning though all is well")
		}
	})
}

func TestDiscordAutoAnswerWithoutTheIntent(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		ada, _ := w.overhearing()
		if n := strings.Count(w.log.String(), "turn on Message Content Intent"); n != 1 {
			t.Errorf("it is said %d times which switch is off", n)
		}
		ada.wantsSilence(ada.says("how often should i foam roll my back?"))
		ada.wants(ada.mentions(often), "Daily or several times a week")
		ada.wants(ada.uses("ask", "question", often), "Daily or several times a week")
	})
}

func TestDiscordNewPostsGetAHint(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		ada, forum := w.overhearing()
		for title, hint := range map[string]string{
			"How often should I foam roll my back?": "Daily or several times a week", "Hello": "",
		} {
			post := w.at(forum.Post(ada.user, title, "I would like to know.").ID, ada.user)
			w.wait(moment)
			if hint == "" {
				post.wantsSilence(post.seen())
				continue
			}
			post.wants(post.seen(), hint)
		}
	})
}
