package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"limber/bot"
)

var (
	errToken    = errors.New("the token is wrong or was revoked: get it from @BotFather with /token (or /mybots) and put it into telegram.token")
	errConflict = errors.New("somebody else receives this bot's updates")
)

// callError is a call without success.
type callError struct {
	method  string
	code    int    // Telegram's, 0 where it gave no answer
	text    string // Telegram's words, or what was in the way
	hint    string // what the operator can do, "" if nothing
	kind    error  // what became of the call: one of the errors of bot, errToken or errConflict; nil: refused
	movedTo int64  // the chat has this id now; 0: it has not moved
}

func (e *callError) Error() string {
	s := "Telegram, " + e.method + ": " + e.text
	if e.hint != "" {
		s += ": " + e.hint
	}
	return s
}

func (e *callError) Unwrap() error { return e.kind }

// plain takes off what the library says around a callError.
func plain(err error) error {
	var e *callError
	if errors.As(err, &e) {
		return e
	}
	return err
}

func isTokenError(err error) bool { return errors.Is(err, errToken) }

// says reports whether Telegram refused a call with one of these words.
func says(err error, words ...string) bool {
	var e *callError
	if !errors.As(err, &e) || e.code == 0 {
		return false
	}
	for _, w := range words {
		if strings.Contains(strings.ToLower(e.text), strings.ToLower(w)) {
			return true
		}
	}
	return false
}

// answer is what every call is answered with.
type answer struct {
	OK          bool   `json:"ok"`
	Description string `json:"description"`
	Code        int    `json:"error_code"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MovedTo    int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// classify reads an answer: nil if the call succeeded.
func classify(method string, status int, body []byte) *callError {
	e := &callError{method: method, code: status, kind: bot.ErrUnavailable}
	var a answer
	if json.Unmarshal(body, &a) != nil || (!a.OK && a.Description == "" && a.Code == 0) {
		e.text = fmt.Sprintf("answer %d is not Telegram's", status)
		return e
	}
	if a.OK {
		return nil
	}
	if a.Code != 0 {
		e.code = a.Code
	}
	e.text, e.movedTo = a.Description, a.Parameters.MovedTo
	switch {
	case e.code == http.StatusTooManyRequests:
		after := time.Duration(max(a.Parameters.RetryAfter, 1)) * time.Second
		e.kind = &bot.RateLimited{After: after}
		e.text = e.kind.Error()
	case e.code >= http.StatusInternalServerError:
	case e.code == http.StatusUnauthorized, e.code == http.StatusNotFound:
		e.kind, e.hint = errToken, errToken.Error()
	case e.code == http.StatusConflict:
		e.kind, e.hint = errConflict, conflictHint(e.text)
	case e.code == http.StatusForbidden:
		e.kind = bot.ErrGone
	default:
		e.refused()
	}
	return e
}

func conflictHint(text string) string {
	if strings.Contains(text, "webhook") {
		return "a webhook is still set, so that polling gets nothing: remove it with bot doctor -fix, or set telegram.webhook to use it"
	}
	return "another process polls with the same token: stop it, or give each its own bot"
}

// gone are the refusals after which nothing can be said in a chat, and what the
// operator can do about them. "" is nothing.
var gone = []struct{ words, hint string }{
	{"chat not found", ""},
	{"PEER_ID_INVALID", ""},
	{"user not found", ""},
	{"group chat was deactivated", ""},
	{"not enough rights", allow},
	{"no rights to send", allow},
	{"CHAT_WRITE_FORBIDDEN", allow},
	{"CHAT_RESTRICTED", allow},
	{"TOPIC_CLOSED", "open the topic's menu and choose Reopen Topic, or make the bot an administrator with Manage Topics"},
	{"TOPIC_DELETED", "the topic was deleted: write to the bot in another one"},
	{"message thread not found", "the topic was deleted: write to the bot in another one"},
}

const allow = "open the group's settings, Permissions, and allow Send Messages, or make the bot an administrator"

// refused reads why Telegram refused a call for good.
func (e *callError) refused() {
	e.kind = nil
	for _, g := range gone {
		if says(e, g.words) {
			e.kind, e.hint = bot.ErrGone, g.hint
			return
		}
	}
}

// crowd tells a limit on everything from limits on chats: Telegram does not
// say which it is. When many chats in a row are refused and nothing gets
// through in between, it is on everything.
type crowd struct {
	mu    sync.Mutex
	last  time.Time
	chats map[int64]bool
}

const (
	crowdSize = 6
	crowdTime = 5 * time.Second
)

func (c *crowd) refused(chat int64, now time.Time) (overall bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.chats == nil || now.Sub(c.last) > crowdTime {
		c.chats = map[int64]bool{}
	}
	c.last = now
	c.chats[chat] = true
	return len(c.chats) >= crowdSize
}

func (c *crowd) accepted() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.chats = nil
}
