// Package bot is the assistant: it takes what members write, answers from a
// knowledge pack and guides sessions along their timelines. It knows no
// platform and no database: an Adapter brings events and takes replies, a Store
// keeps what must outlive the process.
package bot

// Address says where something came from and where its reply goes. Two chats or
// two threads never share one. It is comparable, and one Address is one
// conversation: a member in a place.
type Address struct {
	Platform string `json:"platform"` // "terminal", "telegram", "discord"
	Bot      string `json:"bot"`      // the bot's account there
	Chat     string `json:"chat"`
	Thread   string `json:"thread,omitempty"` // a topic or thread inside the chat
	Member   string `json:"member"`
}

// Connection names the bot account that the address belongs to.
func (a Address) Connection() Connection { return Connection{a.Platform, a.Bot} }

// Person names the member, in whatever chat.
func (a Address) Person() Person { return Person{a.Platform, a.Member} }

// samePlace reports whether two members see the same messages.
func (a Address) samePlace(b Address) bool {
	a.Member, b.Member = "", ""
	return a == b
}

// Connection is one bot account on one platform, as led by one process.
type Connection struct {
	Platform string
	Bot      string
}

func (c Connection) String() string { return c.Platform + "/" + c.Bot }

// Person is one member of one platform: whose data can be shown and erased.
type Person struct {
	Platform string
	Member   string
}
