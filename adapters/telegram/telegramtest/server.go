// Package telegramtest is a strict Telegram Bot API server for tests. It knows
// the rules of the official description for the methods that a bot of ours may
// use, refuses what breaks them and remembers it, and plays the people who
// write to the bot. It serves in memory, also inside a testing/synctest bubble,
// or on a port of the loopback.
//
//	s := telegramtest.New(t, telegramtest.Options{})
//	client := &http.Client{Transport: s.Transport()} // with telegramtest.URL; or base := s.Start(t)
//	ann := s.User("Ann")
//	ann.Start("")
//	s.Await(t, 5*time.Second, "a greeting", func() bool { return len(s.Said(ann.ID)) == 1 })
//	ann.Press(s.Last(ann.ID), "Go")
package telegramtest

import (
	"cmp"
	"strconv"
	"strings"
	"testing"
	"time"

	"limber/adapters/internal/fakeserver"
)

// DefaultToken is the token of the bot unless Options say another.
const DefaultToken = "5550001:a-token-that-only-this-server-takes"

// URL is where the bot finds the server through Transport. Any other works too.
const URL = "http://telegram.test"

// Options say how a server differs from a strict one. The zero value is strict.
type Options struct {
	Token    string        // default DefaultToken; what stands before the colon is the bot's id
	Name     string        // default "Limber"
	Username string        // default "limber_test_bot"
	Limits   *Limits       // default DefaultLimits
	Latency  time.Duration // of every call, half on the way there and half on the way back
	// QueryLife is how long the press of a button may be answered. Default 3 min.
	QueryLife time.Duration
	// PrivacyOff lets the bot see all that is said in groups.
	PrivacyOff bool
	// PlainWebhook allows webhooks by plain http, on any port.
	PlainWebhook bool
	// Feedback tells the bot which inline results were chosen.
	Feedback bool
	// Lenient leaves it to the test to look at Violations. Otherwise each of
	// them fails the test when it ends.
	Lenient bool
}

// Server is the platform. All its methods work from any goroutine.
type Server struct {
	fakeserver.Core[Call, Fault]
	opts  Options
	botID int64

	windows map[string][]time.Time // when calls were accepted, by limit
	holds   map[string]hold        // by the scope that a 429 named
	unsure  map[string]bool        // calls that had their effect though the bot was not told

	users    map[int64]*User
	chats    map[int64]*chat
	ids      int64 // of messages outside supergroups
	updates  []*update
	updateID int64
	allowed  []string // nil: the default kinds
	poller   int      // counts polls, so that an earlier one notices a later
	hook     webhook

	queries  map[string]*query
	inline   map[string]*InlineQuery
	toasts   []Toast
	actions  []Action
	files    map[string]File
	commands map[string][]Command // by scope and language
	profile  map[string]string    // by field and language
}

// New makes a server that lives as long as the test.
func New(t testing.TB, o Options) *Server {
	t.Helper()
	o.Token = cmp.Or(o.Token, DefaultToken)
	o.Name = cmp.Or(o.Name, "Limber")
	o.Username = cmp.Or(o.Username, "limber_test_bot")
	o.QueryLife = cmp.Or(o.QueryLife, 3*time.Minute)
	o.Limits = cmp.Or(o.Limits, &DefaultLimits)
	head, _, _ := strings.Cut(o.Token, ":")
	id, err := strconv.ParseInt(head, 10, 64)
	if err != nil {
		t.Fatalf("a token is a number, a colon and a secret: %v", err)
	}
	s := &Server{
		opts: o, botID: id,
		windows: map[string][]time.Time{}, holds: map[string]hold{}, unsure: map[string]bool{},
		users: map[int64]*User{}, chats: map[int64]*chat{}, updateID: 100_000_000,
		queries: map[string]*query{}, inline: map[string]*InlineQuery{}, files: map[string]File{},
		commands: map[string][]Command{}, profile: map[string]string{},
	}
	s.Begin(t, fakeserver.Fake{
		Serve: s.serve, Changed: s.pump, Report: s.Report, Violations: s.Violations, Lenient: o.Lenient,
	})
	return s
}

// Token is what the bot must call itself by.
func (s *Server) Token() string { return s.opts.Token }

// BotID is the bot's user id.
func (s *Server) BotID() int64 { return s.botID }

// Username is the bot's name without @.
func (s *Server) Username() string { return s.opts.Username }

// locked returns what look sees.
func locked[T any](s *Server, look func() T) T {
	s.Lock()
	defer s.Unlock()
	return look()
}

func (s *Server) self() object {
	return object{
		"id": s.botID, "is_bot": true, "first_name": s.opts.Name, "username": s.opts.Username,
	}
}
