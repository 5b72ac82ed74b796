package telegramtest

import (
	"net/http"
	"slices"

	"limber/adapters/internal/fakeserver"
)

// Fault is what the bot gets instead of the answer to a call.
type Fault struct {
	Code        int
	Description string
	RetryAfter  int   // seconds, of a 429
	Overall     bool  // the 429 holds back all calls, not only those to the chat
	MigrateTo   int64 // the new id of the chat
	HTML        string
	Effect      bool // the call has its effect all the same
	Reset       bool // the connection ends instead of an answer
	Hang        bool // nothing comes until the caller gives up
}

// What may happen to any call. Each is a new Fault, to be changed at will.

// Revoked is what a bot hears whose token was revoked.
func Revoked() *Fault { return &Fault{Code: http.StatusUnauthorized, Description: "Unauthorized"} }

// WrongToken is what a bot hears whose token never was one.
func WrongToken() *Fault { return &Fault{Code: http.StatusNotFound, Description: "Not Found"} }

// TooMany is a 429.
func TooMany(seconds int) *Fault {
	no := tooMany(seconds)
	return &Fault{Code: no.code, Description: no.text, RetryAfter: seconds}
}

// ServerError is trouble on the platform's side.
func ServerError() *Fault {
	return &Fault{Code: http.StatusInternalServerError, Description: "Internal Server Error"}
}

// BadGateway is a proxy's page instead of JSON.
func BadGateway() *Fault {
	return &Fault{
		Code: http.StatusBadGateway,
		HTML: "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>",
	}
}

// ResetBefore cuts the connection before the call has its effect.
func ResetBefore() *Fault { return &Fault{Reset: true} }

// ResetAfter cuts the connection when the call has had its effect.
func ResetAfter() *Fault { return &Fault{Reset: true, Effect: true} }

// Hang lets the caller wait until it gives up. The call has no effect.
func Hang() *Fault { return &Fault{Hang: true} }

// HangAfter lets the caller wait, when the call has had its effect.
func HangAfter() *Fault { return &Fault{Hang: true, Effect: true} }

// Blocked says that the user blocked the bot.
func Blocked() *Fault {
	return &Fault{Code: http.StatusForbidden, Description: "Forbidden: bot was blocked by the user"}
}

// Kicked says that the bot was removed from the group.
func Kicked() *Fault {
	return &Fault{Code: http.StatusForbidden, Description: "Forbidden: bot was kicked from the supergroup chat"}
}

// BadRequest is any 400, such as "chat not found" or "TOPIC_CLOSED".
func BadRequest(text string) *Fault {
	return &Fault{Code: http.StatusBadRequest, Description: "Bad Request: " + text}
}

// NoRights says that the bot may not write in the group.
func NoRights() *Fault { return BadRequest("not enough rights to send text messages to the chat") }

// TopicClosed says that nobody may write in the topic.
func TopicClosed() *Fault { return BadRequest("TOPIC_CLOSED") }

// OtherPoller says that another process polls with the same token.
func OtherPoller() *Fault {
	return &Fault{
		Code:        http.StatusConflict,
		Description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
	}
}

func (f *Fault) refusal() *refusal {
	no := &refusal{code: f.Code, text: f.Description, body: f.HTML, all: f.Overall, params: object{}}
	if f.Reset {
		no.cut = fakeserver.ErrReset
	}
	if f.RetryAfter > 0 {
		no.params["retry_after"] = f.RetryAfter
	}
	if f.MigrateTo != 0 {
		no.params["migrate_to_chat_id"] = f.MigrateTo
	}
	return no
}

// What picks the calls that a fault befalls.
var (
	// Times lets a fault happen to the first n calls that a rule picks.
	Times = fakeserver.Times[Call, Fault]
	// Share lets a fault happen to a share of the calls that a rule picks, the
	// same ones for the same seed and order.
	Share = fakeserver.Share[Call, Fault]
)

// To picks the calls of some methods.
func To(f *Fault, methods ...string) func(*Call) *Fault {
	return fakeserver.On(f, func(c *Call) bool { return slices.Contains(methods, c.Method) })
}

// Messages picks all calls that send or edit a message.
func Messages(f *Fault) func(*Call) *Fault { return fakeserver.On(f, (*Call).counts) }
