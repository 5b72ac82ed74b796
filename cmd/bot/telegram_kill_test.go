package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
	"limber/knowledge"
)

const (
	askers    = 20
	questions = 10 // of each
	asksKills = 8
)

// TestTelegramKilledWhilePolling kills the real program eight times while 20
// members ask 200 questions, and goes on each time.
//
// What is guaranteed: no question is answered twice, and answers keep their
// order. Each is answered, but for at most one of each member at a kill: the
// one whose answer was being sent just then, which may or may not have arrived
// and is not sent blindly again. The member is told so.
func TestTelegramKilledWhilePolling(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t, unlimited)
	askAndKill(t, s, telegramConfig(t, "zoo", s.Token(), s.Start(t)))
}

// TestTelegramKilledWhileAWebhookIsCalled is the same by webhook.
func TestTelegramKilledWhileAWebhookIsCalled(t *testing.T) {
	t.Parallel()
	o := unlimited
	o.PlainWebhook = true
	s := telegramtest.New(t, o)
	listen := freeAddress(t)
	askAndKill(t, s, telegramConfig(t, "zoo", s.Token(), s.Start(t),
		fmt.Sprintf("  webhook: {url: \"http://%s/hook\", listen: \"%s\", secret: a-secret}\n", listen, listen)))
}

// survey is members who ask the same questions, in the same order.
type survey struct {
	*testing.T
	server  *telegramtest.Server
	entries []*knowledge.Entry
	users   []*telegramtest.User
}

func askAndKill(t *testing.T, s *telegramtest.Server, dir string) {
	t.Helper()
	v := &survey{T: t, server: s, entries: sureEntries(t, openZoo(t, dir), questions+1)}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for i := range askers {
		v.users = append(v.users, s.User(fmt.Sprintf("Member %d", i)))
	}
	p := startProcess(t, dir)
	for round := range questions {
		before := v.answers()
		for _, u := range v.users {
			u.Write(v.entries[round].Question)
		}
		if round >= asksKills {
			continue
		}
		enough := before + random.IntN(askers)
		await(t, s, p, "answers", func() bool { return v.answers() >= enough })
		<-time.After(time.Duration(random.Int64N(int64(20 * time.Millisecond)))) // a kill may come at any moment
		p.kill()
		p = startProcess(t, dir)
	}
	// The last question of each is not asked before the others can be dealt
	// with: its answer says that they were.
	for _, u := range v.users {
		u.Write(v.entries[questions].Question)
	}
	for _, u := range v.users {
		answered(t, s, p, u, v.answer(questions))
	}
	missing := 0
	for _, u := range v.users {
		missing += v.check(u)
	}
	t.Logf("%d of %d answers were on their way at one of %d kills", missing, askers*questions, asksKills)
}

// answer is what the answer to a question begins with.
func (v *survey) answer(i int) string { return strings.TrimSpace(v.entries[i].Answer) }

// answers is how many there are yet.
func (v *survey) answers() (n int) {
	for _, u := range v.users {
		n += len(v.server.Said(u.ID))
	}
	return n
}

// check holds what a member was told against what they asked, and returns how
// many answers are missing because of a kill. For each that is, the member was
// told after a restart.
func (v *survey) check(u *telegramtest.User) (missing int) {
	v.Helper()
	sorry, next := 0, 0
	for _, m := range v.server.Said(u.ID) {
		i := slices.IndexFunc(v.entries, func(e *knowledge.Entry) bool { return strings.HasPrefix(m.Text, strings.TrimSpace(e.Answer)) })
		switch {
		case i >= next:
			missing += i - next
			next = i + 1
		case i >= 0:
			v.Errorf("%s was answered question %d again, or out of order", u.Name, i)
		case strings.HasPrefix(m.Text, interrupted):
			sorry++
		default:
			v.Errorf("%s was told %q", u.Name, m.Text)
		}
	}
	if missing > sorry {
		v.Errorf("%s misses %d answers, and was told of %d", u.Name, missing, sorry)
	}
	if sorry > asksKills {
		v.Errorf("%s was told %d times of %d kills", u.Name, sorry, asksKills)
	}
	return missing
}

const interrupted = "I was restarted just as I answered you."

// TestTelegramKilledInTheMiddleOfASession kills the real program at random
// moments of one session, and presses Resume each time. Every cue must be said
// once and in order; one that was on its way at a kill may be missing.
func TestTelegramKilledInTheMiddleOfASession(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t, unlimited)
	dir := telegramConfig(t, "quick", s.Token(), s.Start(t))
	writeNumberedPack(t, dir, 20, quickStep)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	me := &person{telegramWorld: &telegramWorld{world: world{T: t}, server: s}, user: s.User("Ada")}

	p := startProcess(t, dir)
	me.user.Write("start quick")
	killedAt := map[int]bool{}
	for range asksKills {
		killedAt[killAmongCues(t, s, p, me, random)] = true
		if me.finished() {
			break
		}
		before := s.Last(me.user.ID).ID
		p = startProcess(t, dir)
		await(t, s, p, "the word that the session is back", func() bool {
			last := s.Last(me.user.ID)
			return last.ID > before && slices.Contains(labelsOf(last), "Resume")
		})
		me.user.Press(s.Last(me.user.ID), "Resume")
	}
	await(t, s, p, "the end", me.finished)
	toldOnce(t, me.numbers(), killedAt)
}
