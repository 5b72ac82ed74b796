package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
)

func TestDiscordFromInvitationToAnswer(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		u := w.server.User("Ada")
		g := w.server.ForeignGuild("Backs", u)
		channel := g.Text("general")
		ada := w.at(channel.ID, u)
		if !strings.Contains(w.log.String(), "https://discord.com/oauth2/authorize?client_id="+w.server.BotID()) {
			t.Errorf("the log has no invitation:\n%s", w.log)
		}
		g.Invite()
		w.wait(moment)
		ada.wantsAlone(ada.uses("help"), "Ask a question in your own words", "What can I ask?", "Routines")

		typing := u.Autocomplete(channel.ID, "ask", "question", "how of")
		w.wait(moment)
		choices := w.server.Choices(typing)
		i := slices.IndexFunc(choices, func(c discordtest.Choice) bool { return c.Label == "How often should I foam roll my back?" })
		if i < 0 || len(choices) > 25 {
			t.Fatalf("%q completes to %v", "how of", choices)
		}
		answer := ada.wantsPublic(ada.uses("ask", "question", choices[i].Value), "Daily or several times a week", "Why this?", "Not what I meant")
		if len(answer.Embeds) != 1 || !strings.HasPrefix(answer.Embeds[0].Footer, "Source:") {
			t.Errorf("the source is not in small print: %+v", answer.Embeds)
		}
		ada.wants(ada.presses("Why this?"), "I took your question for “How often should I foam roll my back?”")
		other := ada.wants(ada.presses("Not what I meant"), "Perhaps one of these?")
		if len(pressable(other)) != 3 {
			t.Errorf("there are not three choices: %q", pressable(other))
		}
		ada.wants(ada.presses(pressable(other)[0]), "Source:")
		ada.wants(ada.uses("ask", "question", "what is the capital of France?"), "I do not know that", "What can I ask?")
		for _, command := range []string{"mydata", "privacy", "forgetme", "routine list"} {
			said := ada.uses(command)
			if len(said) != 1 || said[0].Text == "" || !said[0].Ephemeral {
				t.Errorf("/%s is answered with %+v", command, said)
			}
		}
	})
}

func TestDiscordWhatIsPrivateStaysSo(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		ada := people[0]
		ada.wantsAlone(ada.uses("ask", "question", often, "private", true), "Daily or several times a week")
		ada.wantsAlone(ada.presses("Why this?"), "I took your question for")
		ada.wantsAlone(ada.presses("Not what I meant"), "Perhaps one of these?")
		ada.wantsAlone(ada.uses("pain"), "Stop")
		ada.wantsAlone(ada.uses("ask", "question", "i have a sharp pain in my back"), "Stop now.")
		if said := w.server.Said(ada.place); len(said) != 0 {
			t.Errorf("all can read %q", said[0].Text)
		}
	})
}

func TestDiscordChoices(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		ada := people[0]
		question, titles := ambiguous(t, w.pack)
		ada.wants(ada.uses("ask", "question", question), w.pack.Phrase("choices"), titles...)
		ada.wants(ada.presses(titles[1]), "Source:", "Why this?", "Not what I meant")
	})
}

func TestDiscordAnswersTheMessageThatIsPointedAt(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada", "Bob")
		ada, bob := people[0], people[1]
		asked := bob.user.Write(bob.place, often)
		w.wait(moment)
		ada.wants(ada.then(func() { ada.user.MessageCommand(asked, "Answer this") }), "Daily or several times a week")
		said := ada.wants(ada.then(func() {
			ada.user.Send(ada.place, discordtest.Words{ReplyTo: asked.ID, Mention: true})
		}), "Daily or several times a week")
		if said.ReplyTo != asked.ID {
			t.Errorf("the answer replies to message %s and not to %s, which asked", said.ReplyTo, asked.ID)
		}
	})
}

func TestDiscordAChannelIsLeftAlone(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada", "Bob")
		ada, bob := people[0], people[1]
		for _, chat := range []string{"hello everybody", often, "stop", "help", "@everyone " + often} {
			ada.wantsSilence(ada.says(chat))
		}
		ada.wantsSilence(ada.then(func() { ada.user.Reply(bob.user.Write(bob.place, "look"), often) }))
		answer := ada.wants(ada.mentions(often), "Daily or several times a week", "Why this?", "Not what I meant")
		bob.wants(bob.then(func() { bob.user.Reply(answer, "which roller should i buy?") }), "medium or high density")
		ada.wants(ada.mentions(""), "Ask me in your own words",
			"How often should I foam roll my back?", "What type of foam roller is best for the back?",
			"Should I roll my lower back?", "Routines")
	})
}

func TestDiscordTheMedicalQuestionComesFirst(t *testing.T) {
	onDiscord(t, discordtest.Options{}, DiscordConfig{}, func(w *discordWorld) {
		_, people := w.inServer("Ada")
		ada := people[0]
		ada.uses("routine list")
		ada.wantsAlone(ada.presses(fiveMinutes), "You need: foam roller", "Start")
		ada.wantsAlone(ada.presses("Start"), "does any of these apply to you?", "None of these", "One applies")
		ada.wantsAlone(ada.presses("One applies"), "I will not start the routine then")
		typing := ada.user.Autocomplete(ada.place, "routine start", "name", "5 min")
		w.wait(moment)
		choices := w.server.Choices(typing)
		if len(choices) == 0 || choices[0].Label != fiveMinutes {
			t.Fatalf("the name is completed to %v", choices)
		}
		ada.wantsAlone(ada.uses("routine start", "name", choices[0].Value), "does any of these apply to you?")
		ada.wantsAlone(ada.presses("None of these"), "over there")
		there := ada.thread()
		there.wants(there.seen(), "Get ready for Foam Rolling Back, step 1 of 5", steering...)
		there.wants(there.uses("session stop"), "Stopped")
		ada.uses("routine start", "name", choices[0].Value) // it is remembered
		there = ada.thread()
		there.wants(there.seen(), "step 1 of 5")
		ada.wantsAlone(ada.uses("forgetme"), "This removes all I keep about you", "Forget me")
		ada.wantsAlone(ada.presses("Forget me"), "I keep nothing about you any more")
		there.wantsSilence(there.then(func() { w.wait(10 * time.Minute) }))
		ada.wantsAlone(ada.uses("routine start", "name", choices[0].Value), "does any of these apply to you?")
	})
}
