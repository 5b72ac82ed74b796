package discord

import "sync"

// place is what is known of a channel or thread.
type place struct {
	kind   int
	guild  string
	parent string
	told   bool // Discord has described it
	// outside: the bot itself is not there, a member has brought it along.
	outside bool
	// poor: neither embeds nor files can be sent there.
	poor bool
	// roomless: no threads can be made there.
	roomless bool
	// inUse: somebody has talked with the bot there.
	inUse bool
}

func (p place) private() bool { return p.kind == directChannel }

func (p place) thread() bool { return channel{Type: p.kind}.thread() }

// places are those that the bot was told of.
type places struct {
	mu    sync.Mutex
	known map[string]place
}

func (ps *places) get(id string) (p place, ok bool) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p, ok = ps.known[id]
	return p, ok
}

// change notes something of a place, known or not.
func (ps *places) change(id string, change func(*place)) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.known == nil {
		ps.known = map[string]place{}
	}
	p := ps.known[id]
	change(&p)
	ps.known[id] = p
}

// add notes a channel as Discord describes it.
func (ps *places) add(c channel, guild string) {
	ps.change(c.ID, func(p *place) {
		p.told, p.kind, p.guild, p.parent = true, c.Type, guild, c.Parent
	})
}

// leave forgets the places that are meant and returns those that were in use.
func (ps *places) leave(meant func(id string, p place) bool) (inUse []string) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for id, p := range ps.known {
		if !meant(id, p) {
			continue
		}
		if p.inUse {
			inUse = append(inUse, id)
		}
		delete(ps.known, id)
	}
	return inUse
}

// use notes that somebody talks with the bot in a place.
func (ps *places) use(id string) { ps.change(id, func(p *place) { p.inUse = true }) }
