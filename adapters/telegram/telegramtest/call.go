package telegramtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Call is one call of the bot.
type Call struct {
	Method string
	// Params are the parameters that keep the rules, as int64, string, bool, []any
	// and map[string]any; as they came where a rule is broken.
	Params map[string]any
	Sent   time.Time // when the request came
	At     time.Time // when the server dealt with it, half the latency later
	// Status is that of the answer, 0 while there is none and where the
	// connection was cut.
	Status      int
	Description string // of an error
	Violation   string // which rule the call breaks, "" if none
	Injected    bool   // a fault was injected
	Done        bool   // answered or cut

	token  string
	chat   int64 // where it goes to, once that is known
	effect bool  // what it wants has happened
}

// Chat is the id of the chat that the call goes to, 0 if none.
func (c *Call) Chat() int64 {
	if c.chat != 0 {
		return c.chat
	}
	return object(c.Params).number("chat_id")
}

// counts says whether the limits on messages hold for the call.
func (c *Call) counts() bool {
	return c.Method != "sendChatAction" && (strings.HasPrefix(c.Method, "send") || strings.HasPrefix(c.Method, "edit"))
}

// print is the same for two calls that want the same.
func (c *Call) print() string {
	params, err := json.Marshal(c.Params)
	if err != nil {
		return c.Method
	}
	return c.Method + string(params)
}

func (c *Call) String() string {
	params, err := json.Marshal(c.Params)
	if err != nil {
		params = []byte(err.Error())
	}
	return fmt.Sprintf("%s %s -> %d %s", c.Method, params, c.Status, c.Description)
}

// refusal is an answer that is not the wanted result.
type refusal struct {
	code   int
	text   string // the official description
	params object // of the error: retry_after, migrate_to_chat_id
	breach string // which rule was broken, "" where the bot could not know better
	body   string // instead of the official shape: HTML
	all    bool   // a 429 that holds back everything
	cut    error  // the connection ends instead, with this error in memory
}

// breach refuses a call that breaks a rule of the description.
func breach(text string, about ...any) *refusal {
	text = fmt.Sprintf(text, about...)
	return &refusal{code: http.StatusBadRequest, text: "Bad Request: " + text, breach: text}
}

// refuse refuses a call for a reason that the bot could not know.
func refuse(code int, text string) *refusal { return &refusal{code: code, text: text} }

// receive reads a call and holds it against the rules.
func (s *Server) receive(r *http.Request) (*Call, *refusal) {
	c := &Call{Sent: time.Now()}
	rest, ok := strings.CutPrefix(r.URL.Path, "/bot")
	token, method, ok2 := strings.Cut(rest, "/")
	c.Method, c.token = method, token
	raw, files, err := decode(r)
	c.Params = raw
	switch {
	case !ok || !ok2:
		return c, refuse(http.StatusNotFound, "Not Found")
	case token != s.opts.Token:
		return c, s.badToken(token)
	case err != nil && r.Context().Err() != nil:
		return c, &refusal{cut: context.Cause(r.Context())}
	case err != nil:
		return c, breach("can't read the request: %v", err)
	}
	rule, known := rules[method]
	if !known {
		return c, &refusal{
			code: http.StatusNotFound, text: "Not Found: method not found", breach: "is no method that is in use",
		}
	}
	attach(raw, files)
	params, err := rule.fields.read(raw)
	if err == nil && rule.also != nil {
		err = rule.also(params)
	}
	if err != nil {
		return c, breach("can't parse %v", err)
	}
	c.Params = params
	return c, nil
}

func (s *Server) badToken(token string) *refusal {
	if id, secret, ok := strings.Cut(token, ":"); !ok || id == "" || secret == "" || strings.Trim(id, "0123456789") != "" {
		return refuse(http.StatusNotFound, "Not Found")
	}
	return refuse(http.StatusUnauthorized, "Unauthorized")
}

// attach puts the files where the parameters name them: in the field of their
// own name, or where a field says attach://name.
func attach(params object, files map[string]File) {
	used := map[string]bool{}
	for _, field := range sortedKeys(params) {
		text, _ := params[field].(form)
		name, ok := strings.CutPrefix(string(text), "attach://")
		if file, there := files[name]; ok && there {
			file.Kind = field
			params[field], used[name] = file, true
		}
	}
	for name, file := range files {
		if !used[name] {
			params[name] = file
		}
	}
}

var errFile = errors.New("is not a file of 1 byte to 50 MB, a photo of up to 10 MB")

// uploaded takes a file.
func uploaded(v any) (any, error) {
	file, ok := v.(File)
	if !ok {
		return nil, wrong(v, "an uploaded file")
	}
	most := 50 << 20
	if file.Kind == "photo" {
		most = 10 << 20
	}
	if len(file.Data) == 0 || len(file.Data) > most {
		return nil, errFile
	}
	return file, nil
}
