package bottest

import (
	"context"
	"maps"

	"limber/bot"
)

// MoveChat implements bot.Store.
func (m *Memory) MoveChat(ctx context.Context, c bot.Connection, from, to string) error {
	in := func(a bot.Address) bool { return a.Connection() == c && a.Chat == from }
	moved := func(a bot.Address) bot.Address {
		a.Chat = to
		return a
	}
	return m.do(ctx, func() {
		if from == to {
			return
		}
		for a, old := range maps.Clone(m.conversations) {
			if !in(a) {
				continue
			}
			delete(m.conversations, a)
			if there, ok := m.conversations[moved(a)]; !ok || old.touched.After(there.touched) {
				m.conversations[moved(a)] = old
			}
		}
		for key, s := range maps.Clone(m.sessions) {
			if !in(s.Address) {
				continue
			}
			s.Address = moved(s.Address)
			if s.State == bot.Ended || m.win(s) {
				m.sessions[key] = s
			} else {
				delete(m.sessions, key)
			}
		}
	})
}

// win removes the session that goes on at the address of s, unless it is the
// newer of both.
func (m *Memory) win(s bot.Session) bool {
	for key, there := range m.sessions {
		if there.Address == s.Address && there.State != bot.Ended {
			if !s.Updated.After(there.Updated) {
				return false
			}
			delete(m.sessions, key)
		}
	}
	return true
}
