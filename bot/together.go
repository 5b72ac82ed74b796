package bot

import (
	"slices"
	"strings"
	"sync"
	"time"

	"limber/knowledge"
)

// lobbyPrefix marks a Pending that waits to join a lobby and not to begin a
// routine.
const lobbyPrefix = "lobby "

// lobby is where members gather for a routine that they do together. It lives
// in memory: nobody lies on a roller yet.
type lobby struct {
	routine *knowledge.Routine
	pack    *knowledge.Pack // in the language in which it was opened
	place   Address         // of who opened it
	joined  map[Person]bool
}

// lobbies are the open ones, by their ids.
type lobbies struct {
	mu   sync.Mutex
	open map[string]*lobby
}

func (l *lobbies) add(id string, x *lobby) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open == nil {
		l.open = map[string]*lobby{}
	}
	for old, other := range l.open { // one a member
		if other.place.Person() == x.place.Person() {
			delete(l.open, old)
		}
	}
	l.open[id] = x
}

func (l *lobbies) get(id string) *lobby {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open[id]
}

// join lets a member in and returns how many there are.
func (l *lobbies) join(x *lobby, p Person) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	x.joined[p] = true
	return len(x.joined)
}

// close ends a lobby.
func (l *lobbies) close(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, id)
}

// members returns who has joined, by their ids.
func (l *lobbies) members(x *lobby) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []string
	for p := range x.joined {
		list = append(list, p.Member)
	}
	slices.Sort(list)
	return list
}

// together opens a lobby for a routine.
func (t *turn) together(name string) {
	r := t.named(name, "together")
	if r == nil {
		return
	}
	if t.session != nil {
		t.reply(t.session.voice.already(&t.session.Session))
		return
	}
	id := newID()
	t.lobbies.add(id, &lobby{routine: r, pack: t.pack, place: t.from, joined: map[Person]bool{}})
	t.reply(t.voice.lobby(r, id))
}

// join lets the member into a lobby, after the medical question unless its
// answer stands.
func (t *turn) join(id string) {
	x := t.lobbies.get(id)
	if x == nil {
		t.brief("old_button")
		return
	}
	t.use(x.pack)
	if !t.cleared() {
		t.conv.Pending, t.conv.PendingIn = lobbyPrefix+id, t.language()
		t.reply(t.voice.gate(x.routine, t.conv.Pending))
		return
	}
	n := t.lobbies.join(x, t.from.Person())
	t.brief("lobby_joined", "name", x.routine.Name, "n", n)
}

// beginTogether starts a lobby's routine for all who joined, at one moment.
func (t *turn) beginTogether(id string) {
	x := t.lobbies.get(id)
	if x != nil {
		t.use(x.pack)
	}
	switch {
	case x == nil:
		t.brief("old_button")
	case !t.mayLead(x.place.Person()):
		t.brief("not_leading")
	case len(t.lobbies.members(x)) == 0:
		t.brief("lobby_empty")
	default:
		t.lobbies.close(id)
		t.reply(Reply{Text: t.pack.Phrase("lobby_begun", "name", x.routine.Name), Track: lobbyPrefix + id, Silent: true})
		others := slices.DeleteFunc(t.lobbies.members(x), func(id string) bool { return id == t.from.Member })
		t.begin(x.routine, Options{Together: true}, others)
	}
}

func (t *turn) cancelLobby(id string) {
	x := t.lobbies.get(id)
	if x != nil {
		t.use(x.pack)
	}
	switch {
	case x == nil:
		t.brief("old_button")
	case !t.mayLead(x.place.Person()):
		t.brief("not_leading")
	default:
		t.lobbies.close(id)
		t.reply(Reply{Text: t.pack.Phrase("lobby_over"), Track: lobbyPrefix + id})
	}
}

// mayLead reports whether the member may steer what somebody began for all.
func (t *turn) mayLead(starter Person) bool {
	return t.event.Moderator || t.from.Person() == starter
}

// sessionTogether returns the session that is done together in the place of the
// event, nil if there is none.
func (b *Bot) sessionTogether(place Address) *live {
	b.mu.Lock()
	defer b.mu.Unlock()
	for a, s := range b.sessions {
		if a.Chat == place.Chat && a.Thread == place.Thread && s.followed.Options.Together {
			return s
		}
	}
	return nil
}

// painTogether holds a session that is done together because it hurts one of
// its members, and asks the others whether to go on.
func (t *turn) painTogether() {
	s := t.session
	if s == nil {
		if s = t.sessionTogether(t.from); s == nil {
			return
		}
		defer t.enter(s)()
	}
	if !s.Options.Together || s.State == Ended {
		return
	}
	next := s.Session
	next.Pause(time.Now(), BySafety)
	if t.move(t.ctx, s, next) {
		t.follow(s)
		t.replies = append(t.replies, t.post.send(letterOf(s.voice.othersPain(&s.Session))))
	}
}

// lobbyOf returns the lobby that a Pending waits to join, "" if it does not.
func lobbyOf(pending string) string {
	id, ok := strings.CutPrefix(pending, lobbyPrefix)
	if !ok {
		return ""
	}
	return id
}
