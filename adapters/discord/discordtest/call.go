package discordtest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Call is one call of the bot by REST.
type Call struct {
	// Op is the name of the call in this package's table: "createMessage"; "" if
	// it is none of them.
	Op     string
	Method string
	Path   string            // without /api/v10
	Args   map[string]string // what stands in the path: "channel", "message", "interaction"
	Query  url.Values
	// Body are the fields that keep the rules, as int64, string, bool, []any and
	// map[string]any; as they came where a rule is broken.
	Body  map[string]any
	Files []File
	Sent  time.Time // when the request came
	At    time.Time // when the server dealt with it, half the latency later
	// Status is that of the answer, 0 while there is none and where the
	// connection was cut. Code and Message are those of an error.
	Status    int
	Code      int
	Message   string
	Violation string // which rule the call breaks, "" if none
	Injected  bool   // a fault was injected
	Done      bool   // answered or cut

	rule   rule
	list   []any // a body that is not an object
	host   string
	turn   int64 // when it came, in the order of calls and answers
	effect bool  // what it wants has happened
}

// Channel is the id of the channel that the call goes to, "" if none.
func (c *Call) Channel() string { return c.Args["channel"] }

// print is the same for two calls that want the same.
func (c *Call) print() string {
	return c.Method + c.Path + c.Query.Encode() + string(encode(c.Body)) + string(encode(c.list))
}

func (c *Call) String() string {
	return fmt.Sprintf("%s %s %s -> %d %d %s", c.Method, c.Path, encode(c.Body), c.Status, c.Code, c.Message)
}

// refusal is an answer that is not the wanted result.
type refusal struct {
	status int
	code   int     // the JSON error code
	text   string  // the official message
	errors object  // of the fields
	breach string  // which rule was broken, "" where the bot could not know better
	html   string  // instead of the official shape
	retry  float64 // seconds, of a 429
	scope  string  // of a 429: user, global, shared
	cut    error   // the connection ends instead, with this error in memory
}

// refuse refuses a call for a reason that the bot could not know.
func refuse(status, code int, text string) *refusal {
	return &refusal{status: status, code: code, text: text}
}

// breach refuses a call that the bot should not have made.
func breach(status, code int, text string) *refusal {
	return &refusal{status: status, code: code, text: text, breach: text}
}

// invalid refuses a body.
func invalid(r *report) *refusal {
	return &refusal{
		status: http.StatusBadRequest, code: 50035, text: "Invalid Form Body", errors: r.tree(), breach: r.String(),
	}
}

// invalidField refuses a body for one thing.
func invalidField(at, code, text string, about ...any) *refusal {
	r := &report{}
	r.add(at, code, text, about...)
	return invalid(r)
}

func unknown(code int, what string) *refusal {
	return refuse(http.StatusNotFound, code, "Unknown "+what)
}

var errUnauthorized = refuse(http.StatusUnauthorized, 0, "401: Unauthorized")

// receive reads a call and holds it against the rules.
func (s *Server) receive(r *http.Request) (*Call, *refusal) {
	c := &Call{Sent: time.Now(), turn: s.turn.Add(1), Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(), host: r.Host}
	rest, ok := strings.CutPrefix(r.URL.Path, "/api/v9/")
	if !ok {
		rest, ok = strings.CutPrefix(r.URL.Path, "/api/v10/")
	}
	known := false
	if ok {
		c.Path = rest
		known = c.find(rest)
	}
	raw, err := decode(r, c)
	switch {
	case err != nil && r.Context().Err() != nil:
		return c, &refusal{cut: context.Cause(r.Context())}
	case !agent.MatchString(r.UserAgent()):
		return c, &refusal{
			status: http.StatusForbidden, code: 40333, text: "internal network error",
			breach: fmt.Sprintf("the User-Agent %q is not of the form DiscordBot (url, version)", r.UserAgent()),
		}
	case !known:
		return c, &refusal{status: http.StatusNotFound, text: "404: Not Found", breach: "is no call that is in use"}
	case !c.rule.open && r.Header.Get("Authorization") != "Bot "+s.opts.Token:
		return c, errUnauthorized
	case err != nil:
		return c, breach(http.StatusBadRequest, 50109, fmt.Sprintf("The request body contains invalid JSON. (%v)", err))
	}
	return c, c.check(raw)
}

// find finds the rule for a path.
func (c *Call) find(path string) bool {
	steps := strings.Split(path, "/")
	best := -1
	for op, rule := range rules {
		args, fixed := rule.match(c.Method, steps)
		if fixed > best {
			best, c.Op, c.Args, c.rule = fixed, op, args, rule
		}
	}
	return best >= 0
}

// match returns what stands in the path and how much of it is fixed, -1 if it is
// not the path of the rule.
func (r rule) match(method string, steps []string) (args map[string]string, fixed int) {
	want, path, _ := strings.Cut(r.path, " ")
	pattern := strings.Split(path, "/")
	if want != method || len(pattern) != len(steps) {
		return nil, -1
	}
	args = map[string]string{}
	for i, step := range pattern {
		name, open := strings.CutPrefix(step, "{")
		switch {
		case open && steps[i] != "":
			args[strings.TrimSuffix(name, "}")] = steps[i]
		case step == steps[i]:
			fixed++
		default:
			return nil, -1
		}
	}
	return args, fixed
}

// check holds the query and the body against the rule.
func (c *Call) check(raw any) *refusal {
	problems := &report{}
	for _, name := range sortedKeys(c.Args) {
		if name != "token" && c.Args[name] != "@me" {
			snowflake(problems, name+"_id", c.Args[name])
		}
	}
	for _, name := range sortedKeys(c.Query) {
		if _, ok := c.rule.query[name]; !ok {
			problems.add(name, "UNKNOWN_FIELD", "This is not a parameter there")
		} else {
			c.rule.query[name](problems, name, c.Query.Get(name))
		}
	}
	c.Body, _ = raw.(map[string]any)
	c.list, _ = raw.([]any)
	switch {
	case c.rule.body == nil && raw != nil && len(c.Body)+len(c.list) > 0:
		problems.add("", "UNKNOWN_FIELD", "This call has no body")
	case c.rule.body != nil && raw == nil:
		return breach(http.StatusBadRequest, 50109, "The request body contains invalid JSON.")
	case c.rule.body != nil:
		checked := c.rule.body(problems, "", raw)
		if len(problems.problems) == 0 {
			o, _ := checked.(object)
			c.Body = o
			c.list, _ = checked.([]any)
		}
	}
	if len(problems.problems) > 0 {
		return invalid(problems)
	}
	return c.checkFiles()
}
