package discord

import (
	"cmp"
	"strconv"
	"time"
)

// The types here are what is read of events and answers, and no more. The
// library's would refuse a whole message for a component that is newer than
// they are.

type user struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot"`
}

type member struct {
	User        *user    `json:"user"`
	Roles       []string `json:"roles"`
	Permissions string   `json:"permissions"`
}

// The kinds of channels, by Discord's list.
const (
	textChannel   = 0
	directChannel = 1
	newsChannel   = 5
	newsThread    = 10
	publicThread  = 11
	privateThread = 12
)

type channel struct {
	ID       string    `json:"id"`
	Type     int       `json:"type"`
	Guild    string    `json:"guild_id"`
	Parent   string    `json:"parent_id"`
	Name     string    `json:"name"`
	Owner    string    `json:"owner_id"`
	New      bool      `json:"newly_created"`
	Channels []channel `json:"channels"` // of a guild
	Threads  []channel `json:"threads"`  // of a guild
	// Unavailable: a guild's servers are away, the bot is still in it.
	Unavailable bool `json:"unavailable"`
}

func (c channel) thread() bool { return c.Type >= newsThread && c.Type <= privateThread }

type incoming struct {
	ID          string     `json:"id"`
	Channel     string     `json:"channel_id"`
	Guild       string     `json:"guild_id"`
	Type        int        `json:"type"`
	Flags       int        `json:"flags"`
	Content     string     `json:"content"`
	Author      *user      `json:"author"`
	Member      *member    `json:"member"`
	Webhook     string     `json:"webhook_id"`
	Mentions    []user     `json:"mentions"`
	Everyone    bool       `json:"mention_everyone"`
	Embeds      []embed    `json:"embeds"`
	Attachments []struct{} `json:"attachments"`
	Stickers    []struct{} `json:"sticker_items"`
	Reference   *struct {
		Type int `json:"type"` // 0: a reply; 1: forwarded
	} `json:"message_reference"`
	Answered *incoming `json:"referenced_message"`
}

// The kinds of messages that members write.
const (
	ordinaryMessage = 0
	replyMessage    = 19
)

// words are the text of a message, or of what it shows instead.
func (m *incoming) words() string {
	if m.Content != "" {
		return m.Content
	}
	for _, e := range m.Embeds {
		if e.Description != "" {
			return e.Description
		}
	}
	return ""
}

// The kinds of interactions.
const (
	commandInteraction  = 2
	pressInteraction    = 3
	completeInteraction = 4
)

type interaction struct {
	ID          string    `json:"id"`
	Token       string    `json:"token"`
	Application string    `json:"application_id"`
	Type        int       `json:"type"`
	Guild       string    `json:"guild_id"`
	ChannelID   string    `json:"channel_id"`
	Channel     *channel  `json:"channel"`
	Member      *member   `json:"member"`
	User        *user     `json:"user"`
	Message     *incoming `json:"message"`
	Permissions string    `json:"app_permissions"` // of the bot, in the channel
	// Owners are the server and the user that have installed the bot, by kind.
	Owners map[string]string `json:"authorizing_integration_owners"`
	Data   struct {
		Name     string   `json:"name"`
		Type     int      `json:"type"`
		Options  []option `json:"options"`
		TargetID string   `json:"target_id"`
		Resolved struct {
			Messages map[string]incoming `json:"messages"`
		} `json:"resolved"`
		CustomID string   `json:"custom_id"`
		Values   []string `json:"values"`
	} `json:"data"`
}

// who is the member that the interaction is of; nil if it does not say.
func (i *interaction) who() *user {
	if i.Member != nil && i.Member.User != nil {
		return i.Member.User
	}
	return i.User
}

// option is one option of a command, or a command inside of it.
type option struct {
	Name    string   `json:"name"`
	Type    int      `json:"type"`
	Value   any      `json:"value"`
	Focused bool     `json:"focused"`
	Options []option `json:"options"`
}

// epoch is from when Discord's ids count.
const epoch = 1420070400000 // Unix milliseconds

// number reads an id of Discord's.
func number(id string) int64 {
	n, _ := strconv.ParseInt(id, 10, 64) // 0 for what is none
	return n
}

// madeAt is when an id was made.
func madeAt(id string) time.Time { return time.UnixMilli(number(id)>>22 + epoch) }

// permits reports whether a set of permissions has one of them.
func permits(set string, permission int64) bool {
	n, err := strconv.ParseInt(set, 10, 64)
	return err == nil && n&permission != 0
}

// name is what others see.
func (u user) name() string { return cmp.Or(u.GlobalName, u.Username) }
