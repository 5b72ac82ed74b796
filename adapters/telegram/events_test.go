package telegram

import (
	"strings"
	"testing"

	"github.com/go-telegram/bot/models"
	"github.com/google/go-cmp/cmp"

	"limber/bot"
)

// In the updates below: Ann is 7, the bot 42 and called CareBot, the group
// -100500, the group that is answered unasked -100600.
const (
	ann     = `"from":{"id":7,"is_bot":false,"first_name":"Ann"}`
	private = `"chat":{"id":7,"type":"private"}`
	group   = `"chat":{"id":-100500,"type":"supergroup"}`
	open    = `"chat":{"id":-100600,"type":"supergroup"}`
	ours    = `"reply_to_message":{"message_id":3,"date":1,` + group + `,"from":{"id":42,"is_bot":true},"text":"our answer"}`
	bens    = `"reply_to_message":{"message_id":4,"date":1,` + group + `,"from":{"id":8},"text":"does it hurt?"}`
	topic   = `"message_thread_id":9,"is_topic_message":true,"reply_to_message":{"message_id":9,"date":1,` + group + `,"from":{"id":42,"is_bot":true},"forum_topic_created":{"name":"Backs"}}`
)

func testReader() reader {
	return reader{
		me:    models.User{ID: 42, IsBot: true, Username: "CareBot"},
		auto:  func(chat int64) bool { return chat == -100600 },
		known: func(command string) bool { return command != "ban" },
	}
}

func inPrivate() bot.Event {
	return bot.Event{From: bot.Address{Platform: "telegram", Bot: "42", Chat: "7", Member: "7"}, Message: "5"}
}

func inGroup() bot.Event {
	e := inPrivate()
	e.From.Chat = "-100500"
	return e
}

func with(e bot.Event, change func(*bot.Event)) *bot.Event {
	change(&e)
	return &e
}

// said is an update with a message 5 of Ann's.
func said(place, rest string) string {
	return `{"update_id":1,"message":{"message_id":5,"date":100,` + ann + `,` + place + `,` + rest + `}}`
}

func text(s, marks string) string { return `"text":"` + s + `","entities":[` + marks + `]` }

func mention(from, length string) string {
	return `{"type":"mention","offset":` + from + `,"length":` + length + `}`
}

func commandMark(length string) string {
	return `{"type":"bot_command","offset":0,"length":` + length + `}`
}

func TestEvents(t *testing.T) {
	for name, c := range map[string]struct {
		update string
		want   *bot.Event // nil: it is none of the bot's business
	}{
		"a question":           {said(private, `"text":"how long?"`), with(inPrivate(), func(e *bot.Event) { e.Text = "how long?" })},
		"a caption":            {said(private, `"photo":[{"file_id":"x"}],"caption":"is this right?"`), with(inPrivate(), func(e *bot.Event) { e.Text = "is this right?" })},
		"a sticker":            {said(private, `"sticker":{"file_id":"x"}`), with(inPrivate(), func(*bot.Event) {})},
		"a voice in a group":   {said(group, `"voice":{"file_id":"x"}`), nil},
		"a voice to the bot":   {said(group, `"voice":{"file_id":"x"},`+ours), with(inGroup(), func(*bot.Event) {})},
		"a forwarded question": {said(private, `"forward_origin":{"type":"of tomorrow"},"text":"how long?"`), with(inPrivate(), func(e *bot.Event) { e.Text = "how long?" })},
		"a pinned message":     {said(private, `"pinned_message":{"message_id":1,"date":0,`+private+`}`), nil},
		"a shared answer":      {said(private, `"text":"x","via_bot":{"id":42,"is_bot":true}`), nil},
		"an edited question": {
			strings.Replace(said(private, `"edit_date":110,"text":"how long?"`), `"message"`, `"edited_message"`, 1),
			with(inPrivate(), func(e *bot.Event) { e.Text = "how long?" }),
		},
		"another bot": {strings.Replace(said(group, text("@CareBot hi", mention("0", "8"))), `"is_bot":false`, `"is_bot":true`, 1), nil},

		"start":                  {said(private, text("/start", commandMark("6"))), with(inPrivate(), func(e *bot.Event) { e.Hello = true })},
		"start with a link":      {said(private, text("/start start_five-minutes", commandMark("6"))), with(inPrivate(), func(e *bot.Event) { e.Command, e.Text = "start", "five-minutes" })},
		"start with a name":      {said(private, text("/start five minutes", commandMark("6"))), with(inPrivate(), func(e *bot.Event) { e.Command, e.Text = "start", "five minutes" })},
		"a routine's command":    {said(private, text("/start_five_minutes", commandMark("19"))), with(inPrivate(), func(e *bot.Event) { e.Command, e.Text = "start", "five-minutes" })},
		"ask":                    {said(private, text("/Ask how long?", commandMark("4"))), with(inPrivate(), func(e *bot.Event) { e.Command, e.Text = "ask", "how long?" })},
		"a command in the midst": {said(private, text("try /ask", `{"type":"bot_command","offset":4,"length":4}`)), with(inPrivate(), func(e *bot.Event) { e.Text = "try /ask" })},

		"said to nobody":           {said(group, `"text":"how long?"`), nil},
		"overheard":                {said(open, `"text":"how long?"`), with(inGroup(), func(e *bot.Event) { e.From.Chat, e.Text, e.Overheard = "-100600", "how long?", true })},
		"said to another":          {said(open, `"text":"how long?",`+bens), nil},
		"mention":                  {said(group, text("@carebot, how long?", mention("0", "8"))), with(inGroup(), func(e *bot.Event) { e.Text = "how long?" })},
		"mention after an emoji":   {said(group, text("👋🏽 @CareBot how long?", mention("5", "8"))), with(inGroup(), func(e *bot.Event) { e.Text = "👋🏽 how long?" })},
		"mention at the end":       {said(group, text("how long @CareBot?", mention("9", "8"))), with(inGroup(), func(e *bot.Event) { e.Text = "how long ?" })},
		"mention of somebody else": {said(group, text("@CareBott how?", mention("0", "9"))), nil},
		"mention and command":      {said(group, text("@CareBot /ask how?", mention("0", "8")+`,{"type":"bot_command","offset":9,"length":4}`)), with(inGroup(), func(e *bot.Event) { e.Command, e.Text = "ask", "how?" })},
		"command for us":           {said(group, text("/ban@CareBot", commandMark("12"))), with(inGroup(), func(e *bot.Event) { e.Command = "ban" })},
		"command for anybody":      {said(group, text("/ask how?", commandMark("4"))), with(inGroup(), func(e *bot.Event) { e.Command, e.Text = "ask", "how?" })},
		"command of another bot's": {said(group, text("/ban Ben", commandMark("4"))), nil},
		"command for another bot":  {said(open, text("/ask@Other how?", commandMark("10"))), nil},
		"start in a group":         {said(group, text("/start", commandMark("6"))), with(inGroup(), func(e *bot.Event) { e.Command = "start" })},
		"reply to us":              {said(group, `"text":"why?",`+ours), with(inGroup(), func(e *bot.Event) { e.Text = "why?" })},
		"ask what another said":    {said(group, text("/ask", commandMark("4"))+`,`+bens), with(inGroup(), func(e *bot.Event) { e.Command, e.Quoted, e.QuotedMessage = "ask", "does it hurt?", "4" })},
		"ask a part of it": {
			said(group, text("/ask", commandMark("4"))+`,"quote":{"text":"hurt?","position":8},`+bens),
			with(inGroup(), func(e *bot.Event) { e.Command, e.Quoted, e.QuotedMessage = "ask", "hurt?", "4" }),
		},
		"said in a topic":  {said(group, `"text":"how long?",`+topic), nil},
		"asked in a topic": {said(group, text("@CareBot how?", mention("0", "8"))+`,`+topic), with(inGroup(), func(e *bot.Event) { e.From.Thread, e.Text = "9", "how?" })},
		"a chain of replies": {
			said(group, `"message_thread_id":3,"text":"why?",`+ours), with(inGroup(), func(e *bot.Event) { e.Text = "why?" }),
		},
		"an anonymous administrator": {
			strings.Replace(said(group, text("@CareBot how?", mention("0", "8"))+`,"sender_chat":{"id":-100500,"type":"supergroup"}`), `"is_bot":false`, `"is_bot":true`, 1),
			with(inGroup(), func(e *bot.Event) { e.From.Member, e.Text = "-100500", "how?" }),
		},
		"a channel's post": {said(group, text("@CareBot how?", mention("0", "8"))+`,"sender_chat":{"id":-100900,"type":"channel"},"is_automatic_forward":true`), nil},

		"a press": {
			`{"update_id":1,"callback_query":{"id":"q",` + ann + `,"message":{"message_id":5,"date":1,` + group + `,"from":{"id":42},"message_thread_id":9,"is_topic_message":true,"text":"x"},"data":"pause s1"}}`,
			with(inGroup(), func(e *bot.Event) { e.From.Thread, e.Press = "9", "pause s1" }),
		},
		"a press on what is out of reach": {
			`{"update_id":1,"callback_query":{"id":"q",` + ann + `,"message":{"message_id":5,"date":0,` + group + `},"data":"pause s1"}}`,
			with(inGroup(), func(e *bot.Event) { e.Press = "pause s1" }),
		},
		"a press elsewhere": {`{"update_id":1,"callback_query":{"id":"q",` + ann + `,"inline_message_id":"i","data":"x"}}`, nil},

		"blocked":   {member(private, "member", "kicked"), with(inPrivate(), func(e *bot.Event) { e.Message, e.Gone = "", true })},
		"unblocked": {member(private, "kicked", "member"), nil},
		"added":     {member(group, "left", "member"), with(inGroup(), func(e *bot.Event) { e.Message, e.Hello = "", true })},
		"promoted":  {member(group, "member", "administrator"), nil},
		"removed":   {member(group, "administrator", "left"), with(inGroup(), func(e *bot.Event) { e.Message, e.From.Member, e.Gone = "", "", true })},
		"a channel": {member(`"chat":{"id":-100900,"type":"channel"}`, "left", "administrator"), nil},
		"moved": {
			`{"update_id":1,"message":{"message_id":5,"date":1,` + ann + `,"chat":{"id":-500,"type":"group"},"migrate_to_chat_id":-100500}}`,
			&bot.Event{From: bot.Address{Platform: "telegram", Bot: "42", Chat: "-500"}, MovedTo: "-100500"},
		},
		"moved, from the other side": {
			`{"update_id":2,"message":{"message_id":1,"date":1,` + ann + `,` + group + `,"migrate_from_chat_id":-500}}`,
			&bot.Event{From: bot.Address{Platform: "telegram", Bot: "42", Chat: "-500"}, MovedTo: "-100500"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := read([]byte(c.update))
			if err != nil {
				t.Fatal(err)
			}
			ev, ok := testReader().event(u)
			if c.want == nil {
				if ok {
					t.Fatalf("it became %+v", ev)
				}
				return
			}
			if !ok {
				t.Fatal("it was left out")
			}
			spoken := !ev.Gone && !ev.Hello && ev.MovedTo == ""
			c.want.Shared = spoken && isGroup(ev.From)
			if diff := cmp.Diff(*c.want, ev); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func member(place, old, now string) string {
	return `{"update_id":1,"my_chat_member":{` + ann + `,` + place + `,"date":1,"old_chat_member":{"status":"` + old +
		`"},"new_chat_member":{"status":"` + now + `"}}}`
}
