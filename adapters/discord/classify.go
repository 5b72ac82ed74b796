package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"limber/bot"
)

var errToken = errors.New("the token is wrong or was reset: in the Developer Portal (https://discord.com/developers/applications) choose the application, Bot, Reset Token, and put the new one into discord.token")

// callError is a call without success.
type callError struct {
	call   string // the method and path, without ids and tokens
	status int    // of HTTP, 0 where there was no answer
	code   int    // Discord's, 0 where it gave none
	text   string // Discord's words, or what was in the way
	hint   string // what the operator can do, "" if nothing
	kind   error  // what became of the call: one of the errors of bot or errToken; nil: refused
}

func (e *callError) Error() string {
	s := "Discord, " + e.call + ": " + e.text
	if e.code != 0 {
		s += " (" + strconv.Itoa(e.code) + ")"
	}
	if e.hint != "" {
		s += ": " + e.hint
	}
	return s
}

func (e *callError) Unwrap() error { return e.kind }

// plain takes off what the library and net/http say around a callError: they
// name addresses, which hold tokens.
func plain(err error) error {
	var e *callError
	if errors.As(err, &e) {
		return e
	}
	return err
}

func isTokenError(err error) bool { return errors.Is(err, errToken) }

// refusedWith reports whether Discord refused a call with one of these codes.
func refusedWith(err error, codes ...int) bool {
	var e *callError
	return errors.As(err, &e) && slices.Contains(codes, e.code)
}

// refused reports whether Discord refused what a message holds, for good.
func refused(err error) bool {
	var e *callError
	return errors.As(err, &e) && e.kind == nil && e.status >= 400 && e.status < 500
}

// The codes of refusals that something depends on, by Discord's list of JSON
// error codes.
const (
	unknownChannel     = 10003
	unknownGuild       = 10004
	unknownMessage     = 10008
	unknownWebhook     = 10015
	unknownInteraction = 10062
	alreadyAnswered    = 40060
	notBeforeTheAuthor = 40058 // a new post's first message is not there yet
	missingAccess      = 50001
	cannotSendTo       = 50007
	missingPermissions = 50013
	invalidToken       = 50027 // of an interaction: it is over
	threadArchived     = 50083
)

const (
	allow   = "in the channel's settings, Permissions, give the bot's role View Channel, Send Messages, Send Messages in Threads, Embed Links, Attach Files and Read Message History"
	closed  = "the member must allow direct messages: right click on the server, Privacy Settings, Direct Messages"
	reopen  = "open the thread's menu and choose Unarchive or Unlock, or write to the bot elsewhere"
	goneNow = "it was deleted, or the bot was removed: invite it again"
)

// gone are the refusals after which nothing can be said in a channel, and what
// the operator can do about them.
var gone = map[int]string{
	unknownChannel:     goneNow,
	unknownGuild:       goneNow,
	10013:              "the member's account was deleted",
	missingAccess:      allow,
	cannotSendTo:       closed,
	missingPermissions: allow,
	threadArchived:     reopen,
	160005:             reopen, // the thread is locked
	50278:              "the bot shares no server with the member",
}

// answer is what a call without success is answered with.
type answer struct {
	Message    string          `json:"message"`
	Code       int             `json:"code"`
	Errors     json.RawMessage `json:"errors"`
	RetryAfter float64         `json:"retry_after"` // seconds
	Global     bool            `json:"global"`
}

// classify reads an answer: nil if the call succeeded.
func classify(call string, resp *http.Response, body []byte) *callError {
	if resp.StatusCode >= 200 && resp.StatusCode < 300 {
		return nil
	}
	e := &callError{call: call, status: resp.StatusCode, kind: bot.ErrUnavailable}
	var a answer
	ours := json.Unmarshal(body, &a) == nil && (a.Message != "" || a.Code != 0)
	if e.text = fmt.Sprintf("answer %d is not Discord's", e.status); ours {
		e.code, e.text = a.Code, a.Message+mistakes(a.Errors)
	}
	switch {
	case e.status == http.StatusTooManyRequests:
		e.limited(resp.Header, a, ours)
	case e.status >= http.StatusInternalServerError:
		// What stands before Discord has lost the answer, perhaps not the call.
		if resp.Request != nil && resp.Request.Method == http.MethodPost {
			e.kind = bot.ErrUncertain
		}
	case !ours: // Cloudflare's, or a proxy's
	case e.status == http.StatusUnauthorized && e.code == 0:
		e.kind, e.hint = errToken, errToken.Error()
	case e.code == notBeforeTheAuthor:
	default:
		e.refused()
	}
	return e
}

// unsaid is how long to wait where a refusal does not say.
const unsaid = 5 * time.Second

// limited reads for how long nothing may be said, and where. An answer that is
// not Discord's comes from Cloudflare and is about the whole machine.
func (e *callError) limited(head http.Header, a answer, ours bool) {
	after := time.Duration(a.RetryAfter * float64(time.Second))
	if seconds, err := strconv.ParseFloat(head.Get("Retry-After"), 64); err == nil && after <= 0 {
		after = time.Duration(seconds * float64(time.Second))
	}
	if after <= 0 {
		after = unsaid
	}
	overall := !ours || a.Global || head.Get("X-RateLimit-Global") != "" || head.Get("X-RateLimit-Scope") == "global"
	limited := &bot.RateLimited{After: after, Overall: overall}
	e.kind, e.text = limited, limited.Error()
	if !ours {
		e.hint = "Cloudflare holds this machine back, which happens after many refused calls: look for errors before this one"
	}
}

// refused reads why Discord refused a call for good.
func (e *callError) refused() {
	e.kind = nil
	if hint, ok := gone[e.code]; ok {
		e.kind, e.hint = bot.ErrGone, hint
	}
}

// mistakes lists what Discord found wrong in a body: "; content: too long".
func mistakes(raw json.RawMessage) string {
	var tree map[string]any
	if json.Unmarshal(raw, &tree) != nil {
		return ""
	}
	var list []string
	var walk func(path string, node map[string]any)
	walk = func(path string, node map[string]any) {
		found, _ := node["_errors"].([]any)
		for _, f := range found {
			if one, ok := f.(map[string]any); ok {
				list = append(list, fmt.Sprintf("; %s: %v", path, one["message"]))
			}
		}
		for name, child := range node {
			if inner, ok := child.(map[string]any); ok {
				walk(strings.TrimPrefix(path+"."+name, "."), inner)
			}
		}
	}
	walk("", tree)
	slices.Sort(list)
	return strings.Join(list, "")
}
