package discord

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/bot"
	"limber/bot/bottest"
	"limber/bot/delivery"
)

func TestAConnectionForOneShardOfSeveral(t *testing.T) {
	s := discordtest.New(t, discordtest.Options{})
	for name, c := range map[string]struct {
		shards []int
		of     int
		want   string // behind the bot's number
		first  bool
		limit  int // of 45
	}{
		"all, as advised":  {nil, 0, "", true, 45},
		"all of several":   {nil, 3, "", true, 45},
		"the only one":     {[]int{0}, 1, "", true, 45},
		"all by name":      {[]int{0, 1}, 2, "", true, 45},
		"several":          {[]int{1, 2}, 4, "", false, 22},
		"the first":        {[]int{0}, 3, "/0", true, 15},
		"the last":         {[]int{2}, 3, "/2", false, 15},
		"one of very many": {[]int{40}, 64, "/40", false, leastShare},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, s, bottest.NewMemory(), Options{Shards: c.shards, ShardCount: c.of})
			of := bot.Connection{Platform: "discord", Bot: botOf(Token(s.Token())) + c.want}
			if got := w.Connection(); got != of || w.at("1", s.User("Ann")).Connection() != of {
				t.Errorf("it is %v, want %v", got, of)
			}
			if got := w.options.first(); got != c.first {
				t.Errorf("it is the first: %v", got)
			}
			if got := w.Overall(); len(got) != 1 || got[0].Count != c.limit || got[0].Per != time.Second {
				t.Errorf("it may say %v", got)
			}
		})
	}
	w := newWorld(t, s, bottest.NewMemory(), Options{
		Shards: []int{1}, ShardCount: 2, Limits: Limits{Overall: []delivery.Limit{{Count: 3, Per: time.Second}, {Count: 100, Per: time.Minute}}},
	})
	if got, want := w.Overall(), []delivery.Limit{{Count: 3, Per: time.Second}, {Count: 50, Per: time.Minute}}; !slices.Equal(got, want) {
		t.Errorf("it may say %v, want %v", got, want)
	}
}

// turns are those that processes have one after the other.
type turns struct {
	mu    sync.Mutex
	taken map[string]time.Time
}

// Turn implements bot.Turns.
func (ts *turns) Turn(ctx context.Context, name string, apart time.Duration) error {
	for {
		ts.mu.Lock()
		wait := time.Until(ts.taken[name].Add(apart))
		if wait <= 0 {
			ts.taken[name] = time.Now()
		}
		ts.mu.Unlock()
		if wait <= 0 {
			return nil
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// shardOf is the shard that Discord tells of a server, of two.
func shardOf(t *testing.T, server string) int {
	t.Helper()
	id, err := strconv.ParseUint(server, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return int(id >> 22 % 2)
}

// Two processes lead a shard each on one store, and hear what concerns theirs.
// Who takes a shard over goes on with its session.
func TestTwoProcessesWithAShardEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := discordtest.New(t, discordtest.Options{Shards: 2})
		ann := s.User("Ann")
		guilds := map[int]*discordtest.Channel{}
		for len(guilds) < 2 {
			g := s.Guild("Backs", ann)
			guilds[shardOf(t, g.ID)] = g.Text("general")
			time.Sleep(time.Millisecond) // the ids of one moment fall on one shard
		}
		memory, ts := bottest.NewMemory(), &turns{taken: map[string]time.Time{}}
		var stops []func() error
		heards := make([]heard, 2)
		begin := func() {
			for shard := range 2 {
				w := newWorld(t, s, memory, Options{Shards: []int{shard}, ShardCount: 2, Turns: ts})
				stops = append(stops, w.run(heards[shard].Handle))
			}
			quiet(time.Minute)
		}
		begin()
		ann.Write(ann.DM(), "in private")
		for shard := range 2 {
			quiet(time.Second) // conversations do not wait for each other
			ann.Mention(guilds[shard].ID, fmt.Sprint("on ", shard))
			quiet(time.Second)
			ann.Slash(guilds[shard].ID, "help")
		}
		quiet(time.Second)
		for _, stop := range stops {
			if err := stop(); err != nil {
				t.Error(err)
			}
		}
		for shard := range 2 {
			ann.Mention(guilds[shard].ID, "between")
		}
		begin()
		for shard, want := range []string{"in private|on 0|help|between", "on 1|help|between"} {
			if got := heards[shard].texts(); got != want {
				t.Errorf("shard %d heard %q, want %q", shard, got, want)
			}
			for _, ev := range heards[shard].Events() {
				if want := fmt.Sprintf("%s/%d", botOf(Token(s.Token())), shard); ev.From.Bot != want {
					t.Errorf("it is from %+v, want it through %s", ev.From, want)
				}
			}
		}
		if n := len(s.CallsOf("putCommands")); n != 1 {
			t.Errorf("commands were told %d times", n)
		}
		if all, early := s.Gateway().Identifies(); all != 2 || early != 0 {
			t.Errorf("%d IDENTIFYs, %d too early", all, early)
		}
		if want := "discord identify " + botOf(Token(s.Token())) + "/0"; len(ts.taken) != 1 || ts.taken[want].IsZero() {
			t.Errorf("turns: %v", ts.taken)
		}
	})
}

// What comes to a process that does not lead any more is left to who does.
func TestWhatComesWhereTheLeadIsLost(t *testing.T) {
	talking(t, discordtest.Options{}, func(t *testing.T, w *world, ann *discordtest.User, here *discordtest.Channel) {
		var first, second heard
		stop := w.run(first.Handle)
		w.memory.Fail(bot.ErrLost)
		ann.Mention(here.ID, "one")
		quiet(time.Second)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		w.memory.Fail(nil)
		w.again(w.memory).run(second.Handle)
		quiet(time.Minute)
		if got := first.texts() + "/" + second.texts(); got != "/one" {
			t.Errorf("heard %q", got)
		}
		if w.log.count("would be lost") != 0 {
			t.Errorf("the log:\n%s", w.log)
		}
	})
}

func TestRecommended(t *testing.T) {
	withOptions(t, discordtest.Options{Shards: 3}, func(*discordtest.Server) Options { return Options{} }, func(t *testing.T, w *world) {
		w.server.Away(time.Minute)
		n, err := Recommended(t.Context(), w.options)
		if n != 3 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		o := w.options
		o.Token = Token(strings.Replace(o.Token.Reveal(), secretOf(o.Token), "wrong-secret", 1))
		if _, err := Recommended(t.Context(), o); !isTokenError(err) {
			t.Errorf("with a wrong token: %v", err)
		}
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errOnPurpose)
		defer cancel()
		w.server.Away(time.Minute)
		if _, err := Recommended(ctx, w.options); err == nil {
			t.Error("nobody answers, and there is no error")
		}
		if _, err := Recommended(t.Context(), Options{Token: "none"}); err == nil {
			t.Error("that is no token")
		}
	})
}
