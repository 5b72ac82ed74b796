package terminal

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"limber/bot"
)

// longestInput is how many characters one message may have.
const longestInput = 8000

// model is what the screen shows and how it answers keys. Finished messages
// are printed above it and belong to the terminal; it draws only the live part
// below: where the session stands, the input line, the keys.
type model struct {
	labels  Labels
	title   string
	from    bot.Address
	bell    bool
	paint   paint
	profile colorprofile.Profile

	send  func(*item)         // has something of the member's shown
	take  func(bot.Event)     // is given what the member did, once it is shown
	drawn func()              // is called when the live part stands
	guess func(string) string // what a line may become
	moves atomic.Bool         // the live part changes with time

	width, height int
	now           time.Time
	progress      bot.Progress
	speaker       speaker // of the last message
	offered       bool    // it had buttons
	buttons       []bot.Button
	session       controls
	input         textinput.Model
	ahead         string // what the line may become, "" for nothing
	past          history
	held          held
	leaving       bool
	broken        error // a panic of ours
}

type speaker int

const (
	nobody speaker = iota
	theBot
	theMember
)

func newModel(o Options, profile colorprofile.Profile) *model {
	m := &model{
		labels: cleanLabels(o.Labels), title: oneLine(o.Title), bell: o.Bell,
		from:  New(o).Address(),
		paint: newPaint(), profile: profile,
		send: func(*item) {}, take: func(bot.Event) {}, drawn: func() {},
		guess: o.Complete, width: 80, height: 24, now: time.Now(), session: controls{},
	}
	m.input = textinput.New()
	m.input.CharLimit = longestInput
	// The terminal pastes by itself. The other binding fails at a line's end.
	m.input.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	m.input.KeyMap.DeleteWordForward = key.NewBinding(key.WithDisabled())
	m.input.Focus()
	return m
}

func cleanLabels(l Labels) Labels {
	for _, s := range []*string{&l.You, &l.Hint, &l.Press, &l.Step, &l.Rep, &l.Left, &l.Paused, &l.Space} {
		*s = oneLine(*s)
	}
	return l
}

// Init starts nothing: what moves is moved by messages from outside.
func (m *model) Init() tea.Cmd { return nil }

// filter prints an item above the live part when its turn comes. It stands
// before Update, in the same loop, because only a message can print in order.
func filter(tm tea.Model, msg tea.Msg) (out tea.Msg) {
	m := tm.(*model)
	show, ok := msg.(showMsg)
	if !ok {
		return msg
	}
	defer func() {
		if m.survived(recover()) {
			out = leaveMsg{}
		}
	}()
	text := m.print(show.item)
	show.item.step <- struct{}{}
	if text == "" {
		return nil
	}
	return tea.Println(text)()
}

// Update takes one message.
func (m *model) Update(msg tea.Msg) (next tea.Model, cmd tea.Cmd) {
	defer func() {
		m.survived(recover())
		m.moves.Store(m.progress.State == bot.Running || m.held.key != "" || m.leaving)
		if next = m; m.leaving {
			cmd = tea.Quit
		}
	}()
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		if msg.Width > 0 && msg.Height > 0 { // some terminals do not know
			m.width, m.height = msg.Width, msg.Height
		}
	case tickMsg:
		m.tick(msg)
	case leaveMsg:
		m.leaving = true
	case tea.KeyPressMsg:
		m.key(msg)
		m.lookAhead()
	case tea.PasteMsg:
		m.paste(msg)
		m.lookAhead()
	}
	return m, nil
}

// View draws the live part.
func (m *model) View() (v tea.View) {
	if m.leaving {
		return tea.NewView("\n") // what is printed next stands after an empty line
	}
	defer func() {
		if m.survived(recover()) {
			m.moves.Store(true) // so that a tick comes, and with it the end
		}
	}()
	return m.draw()
}

// survived turns a panic into a leave in good order: Bubble Tea's own way does
// not wait for its reader.
func (m *model) survived(panicked any) bool {
	if panicked == nil {
		return false
	}
	m.broken = errors.Join(m.broken, fmt.Errorf("the screen panicked: %v\n%s", panicked, debug.Stack()))
	m.leaving = true
	return true
}

func (m *model) tick(msg tickMsg) {
	m.drawn()
	m.now, m.progress = msg.now, msg.progress
	if m.progress.State == bot.Ended {
		clear(m.session)
	}
	m.release(msg.now)
}

// print returns the next part of an item: as much as the screen can take above
// the live part at once.
func (m *model) print(it *item) string {
	if !it.laid {
		it.laid = true
		if it.kind == itemReply {
			it.rest = m.layReply(it.reply)
		} else {
			it.rest = m.layOwn(it.echo)
			m.take(it.event)
		}
	}
	n := min(len(it.rest), max(m.height-tallest-1, 1))
	part := it.rest[:n]
	it.rest = it.rest[n:]
	it.finish = len(it.rest) == 0
	return m.downsample(strings.Join(part, "\n"))
}

// downsample leaves the colours that the terminal has, or none.
func (m *model) downsample(s string) string {
	var b strings.Builder
	w := colorprofile.Writer{Forward: &b, Profile: m.profile}
	_, _ = w.WriteString(s) // a Builder takes everything
	return b.String()
}

// layReply lays a reply out and remembers its buttons.
func (m *model) layReply(r bot.Reply) []string {
	listed := m.session.learn(r)
	m.offered = len(listed) > 0
	if m.offered {
		m.buttons = listed
	}
	width := m.textWidth()
	lines := m.paint.styled(r.Text, width)
	for _, link := range links(r) {
		lines = append(lines, faintly(m.paint, wrap(link, width, false))...)
	}
	if small := oneLine(r.Small); small != "" {
		lines = append(lines, faintly(m.paint, wrap(small, width, false))...)
	}
	if buttons := m.paint.buttonLines(listed, width); len(buttons) > 0 {
		lines = append(append(lines, ""), buttons...)
	}
	if len(lines) == 0 {
		return nil
	}
	name := m.paint.bot.Render(m.title)
	if r.Urgency == bot.Alarm {
		name = m.paint.alarm.Render(m.title)
	}
	head := m.speaker != theBot || r.Urgency == bot.Alarm
	m.speaker = theBot
	lines = spoken(name, head && m.title != "", lines)
	if m.bell && r.Urgency == bot.Boundary && !r.Silent {
		lines[0] += "\a"
	}
	return lines
}

func (m *model) layOwn(words string) []string {
	if words == "" {
		return nil
	}
	head := m.speaker != theMember
	m.speaker = theMember
	m.offered = false
	return spoken(m.paint.you.Render(m.labels.You), head && m.labels.You != "", wrap(words, m.textWidth(), false))
}

// spoken puts a name above indented lines and an empty line above all.
func spoken(name string, head bool, lines []string) []string {
	out := []string{""}
	if head {
		out = append(out, name)
	}
	for _, line := range lines {
		if line != "" {
			line = "  " + line
		}
		out = append(out, line)
	}
	return out
}

func faintly(p paint, lines []string) []string {
	for i, line := range lines {
		lines[i] = p.faint.Render(line)
	}
	return lines
}

// textWidth is how wide a message's lines may be. The last column stays free:
// some terminals break the line when it is written.
func (m *model) textWidth() int { return max(m.width-3, 10) }
