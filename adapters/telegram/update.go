package telegram

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// The types here are what is read of an update, and no more: what Telegram adds
// to its messages tomorrow must not make them unreadable.

type update struct {
	ID         int64        `json:"update_id"`
	Message    *incoming    `json:"message,omitempty"`
	Edited     *incoming    `json:"edited_message,omitempty"`
	Pressed    *pressed     `json:"callback_query,omitempty"`
	Inline     *inlineQuery `json:"inline_query,omitempty"`
	Membership *membership  `json:"my_chat_member,omitempty"`
}

type user struct {
	ID    int64 `json:"id"`
	IsBot bool  `json:"is_bot"`
}

type chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

func (c chat) private() bool { return c.Type == "private" }
func (c chat) group() bool   { return c.Type == "group" || c.Type == "supergroup" }

// mark is an entity of a text, in UTF-16 units.
type mark struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	User   *user  `json:"user,omitempty"`
}

type incoming struct {
	ID            int64     `json:"message_id"`
	Thread        int64     `json:"message_thread_id,omitempty"`
	InTopic       bool      `json:"is_topic_message,omitempty"`
	From          *user     `json:"from,omitempty"`
	Sender        *chat     `json:"sender_chat,omitempty"` // an anonymous administrator, or a channel
	Date          int64     `json:"date"`
	EditDate      int64     `json:"edit_date,omitempty"`
	Chat          chat      `json:"chat"`
	FromChannel   bool      `json:"is_automatic_forward,omitempty"`
	ReplyTo       *incoming `json:"reply_to_message,omitempty"`
	Quote         *quote    `json:"quote,omitempty"`
	Via           *user     `json:"via_bot,omitempty"`
	Album         string    `json:"media_group_id,omitempty"`
	Text          string    `json:"text,omitempty"`
	Marks         []mark    `json:"entities,omitempty"`
	Caption       string    `json:"caption,omitempty"`
	CaptionMarks  []mark    `json:"caption_entities,omitempty"`
	MovedTo       int64     `json:"migrate_to_chat_id,omitempty"`
	MovedFrom     int64     `json:"migrate_from_chat_id,omitempty"`
	TopicCreated  *struct{} `json:"forum_topic_created,omitempty"`
	somethingElse bool      // it has no text, but shows something: a picture, a voice
}

type quote struct {
	Text string `json:"text"`
}

// contents are the fields of what a member can send that is no text. Whatever
// else has no text is a note of the platform's, such as a new title.
var contents = []string{
	"animation", "audio", "checklist", "contact", "dice", "document", "game", "live_photo", "location",
	"paid_media", "photo", "poll", "rich_message", "sticker", "story", "venue", "video", "video_note", "voice",
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *incoming) UnmarshalJSON(data []byte) error {
	type fields incoming
	if err := json.Unmarshal(data, (*fields)(m)); err != nil || m.Text != "" || m.Caption != "" {
		return err
	}
	var present map[string]json.RawMessage
	if err := json.Unmarshal(data, &present); err != nil {
		return err
	}
	for _, name := range contents {
		if _, ok := present[name]; ok {
			m.somethingElse = true
		}
	}
	return nil
}

// words are the text or caption with its entities.
func (m *incoming) words() (string, []mark) {
	if m.Text != "" {
		return m.Text, m.Marks
	}
	return m.Caption, m.CaptionMarks
}

// repliesTo is the message that this one replies to, nil for none. In a topic
// every message seems to reply to the topic's creation.
func (m *incoming) repliesTo() *incoming {
	if r := m.ReplyTo; r != nil && r.TopicCreated == nil {
		return r
	}
	return nil
}

type pressed struct {
	ID   string `json:"id"`
	From user   `json:"from"`
	// Message may be one that is not accessible any more: then it is its
	// number and chat.
	Message *incoming `json:"message,omitempty"`
	Data    string    `json:"data,omitempty"`
}

type inlineQuery struct {
	ID    string `json:"id"`
	From  user   `json:"from"`
	Query string `json:"query"`
}

type membership struct {
	Chat chat   `json:"chat"`
	From user   `json:"from"`
	Old  status `json:"old_chat_member"`
	New  status `json:"new_chat_member"`
}

type status struct {
	Status   string `json:"status"`
	IsMember bool   `json:"is_member"` // of one who is restricted
}

func (s status) in() bool {
	switch s.Status {
	case "creator", "administrator", "member":
		return true
	}
	return s.Status == "restricted" && s.IsMember
}

// read reads an update.
func read(raw []byte) (*update, error) {
	u := &update{}
	if err := json.Unmarshal(raw, u); err != nil {
		return nil, fmt.Errorf("reading an update: %w", err)
	}
	return u, nil
}

// updateID reads the id alone, where an update has one.
func updateID(raw []byte) (id int64, ok bool) {
	var u struct {
		ID *int64 `json:"update_id"`
	}
	if json.Unmarshal(raw, &u) != nil || u.ID == nil {
		return 0, false
	}
	return *u.ID, true
}

// sender is the member, or the chat, that an update is from; "" for nobody.
func (u *update) sender() string {
	if from, _ := u.moved(); from != 0 {
		return "" // it is all of the group's
	}
	var id int64
	switch m := u.message(); {
	case m != nil && m.Sender != nil:
		id = m.Sender.ID
	case m != nil && m.From != nil:
		id = m.From.ID
	case u.Pressed != nil:
		id = u.Pressed.From.ID
	case u.Inline != nil:
		id = u.Inline.From.ID
	case u.Membership != nil:
		id = u.Membership.From.ID
	}
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// message is the message of an update, written or edited; nil for none.
func (u *update) message() *incoming {
	if u.Message != nil {
		return u.Message
	}
	return u.Edited
}

// moved reads the note that a group has another id now; zero if there is none.
// It comes twice, in the old group and in the new one.
func (u *update) moved() (from, to int64) {
	switch m := u.Message; {
	case m == nil:
	case m.MovedTo != 0:
		return m.Chat.ID, m.MovedTo
	case m.MovedFrom != 0:
		return m.MovedFrom, m.Chat.ID
	}
	return 0, 0
}
