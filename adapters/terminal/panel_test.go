package terminal

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"limber/bot"
)

var epoch = time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)

// running is a step of a minute that began at epoch.
var running = bot.Progress{
	State: bot.Running, Routine: "Upper back", Step: 3, Of: 7, Label: "Latissimus dorsi release, left side",
	From: epoch, Until: epoch.Add(time.Minute), Ends: epoch.Add(4*time.Minute + 10*time.Second), Whole: time.Minute,
	Reps: 12, Pace: 5 * time.Second,
}

func view(p *player, width, height int, now time.Time, progress bot.Progress) string {
	p.Update(tea.WindowSizeMsg{Width: width, Height: height})
	p.Update(tickMsg{now, progress})
	lines := strings.Split(ansi.Strip(p.View().Content), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func TestPanel(t *testing.T) {
	paused := running
	paused.State, paused.Left, paused.LeftInAll = bot.Paused, 17*time.Second, 3*time.Minute
	waiting := bot.Progress{State: bot.Paused, Routine: "Upper back", Step: 1, Of: 2, Label: "Lie down", LeftInAll: time.Minute}
	for name, test := range map[string]struct {
		width, height int
		progress      bot.Progress
		want          string
	}{
		"wide": {80, 30, running, `
› Ask, or type help
━━━━━━━━━━━━━───────────────────────────
█▀█ █▀█ ▄ █ █ ▄█    Latissimus dorsi release, left side
█ █ █ █ ▄ ▀▀█  █    repetition 4 of 12
▀▀▀ ▀▀▀     ▀ ▀▀▀   Upper back · step 3 of 7 · 03:51 left in all
space Pause · x Stop · ! Sharp pain · → Skip · ← Back · +10 s`},
		"narrow": {30, 30, running, `
› Ask, or type help
━━━━━━━━━────────────────────
Latissimus dorsi release,
left side
█▀█ █▀█ ▄ █ █ ▄█
█ █ █ █ ▄ ▀▀█  █
▀▀▀ ▀▀▀     ▀ ▀▀▀
repetition 4 of 12
step 3 of 7
03:51 left in all
space Pause · x Stop
! Sharp pain · → Skip
← Back · +10 s`},
		"low": {80, 9, paused, `
› Ask, or type help
00:17 Latissimus dorsi release, left side
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━───────────
paused · repetition 9 of 12
Upper back · step 3 of 7 · 03:00 left in all
space Pause · x Stop · ! Sharp pain · → Skip · ← Back · +10 s`},
		"very low": {80, 4, running, `
› Ask, or type help
00:41 Latissimus dorsi release, left side`},
		"one line": {80, 2, running, `› Ask, or type help`},
		"waiting": {80, 30, waiting, `
› Ask, or type help
Lie down
Upper back · step 1 of 2 · 01:00 left in all
space Pause · x Stop · ! Sharp pain · → Skip · ← Back · +10 s`},
		"ended": {80, 30, bot.Progress{State: bot.Ended}, `
› Ask, or type help`},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlayer("")
			p.show(cue)
			got := view(p, test.width, test.height, epoch.Add(19*time.Second+300*time.Millisecond), test.progress)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPanelWithoutLabels(t *testing.T) {
	p := newPlayer("")
	p.labels = Labels{}
	got := view(p, 60, 10, epoch, running)
	want := "\n›\n01:00 Latissimus dorsi release, left side\n" + strings.Repeat("─", 40) + "\n1/12\nUpper back · 3/7 · 04:10"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCountdown(t *testing.T) {
	for _, test := range []struct {
		after     time.Duration
		left, all string
		rep       int
		done      float64
	}{
		{-time.Second, "01:01", "04:11", 1, 0}, // another clock
		{0, "01:00", "04:10", 1, 0},
		{time.Millisecond, "01:00", "04:10", 1, 0},
		{time.Second, "00:59", "04:09", 1, 0},
		{30 * time.Second, "00:30", "03:40", 7, 0.5},
		{59*time.Second + 999*time.Millisecond, "00:01", "03:11", 12, 1},
		{time.Minute, "00:00", "03:10", 12, 1},
		{time.Hour, "00:00", "00:00", 12, 1},
	} {
		s := standingAt(running, epoch.Add(test.after))
		if clock(s.left) != test.left || clock(s.leftInAll) != test.all || s.rep != test.rep {
			t.Errorf("after %v: %s, %s, repetition %d", test.after, clock(s.left), clock(s.leftInAll), s.rep)
		}
		if d := s.done - test.done; d > 0.02 || d < -0.02 {
			t.Errorf("after %v: %.2f is done", test.after, s.done)
		}
	}
	if got := clock(3*time.Hour + 25*time.Minute); got != "3:25:00" {
		t.Errorf("hours: %s", got)
	}
}

func TestInputLine(t *testing.T) {
	for name, test := range map[string]struct {
		keys  []string
		width int
		want  string
		x     int
	}{
		"empty":       {nil, 80, "› Ask, or type help", 2},
		"cut hint":    {nil, 10, "› Ask, o…", 2},
		"text":        {[]string{"hello", "left"}, 80, "› hello", 6},
		"wide runes":  {[]string{"日本語", "left"}, 80, "› 日本語", 6},
		"combining":   {[]string{"e\u0301a"}, 80, "› e\u0301a", 4},
		"long":        {[]string{"abcdefghijklmnop"}, 10, "› klmnop", 8},
		"long, start": {[]string{"abcdefghijklmnop", "ctrl+a"}, 10, "› abcdefg", 2},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlayer("")
			p.Update(tea.WindowSizeMsg{Width: test.width, Height: 20})
			p.keys(test.keys...)
			line, x := p.inputLine()
			if ansi.Strip(line) != test.want || x != test.x {
				t.Errorf("%q with the cursor at %d, want %q at %d", ansi.Strip(line), x, test.want, test.x)
			}
		})
	}
}

func TestViewFits(t *testing.T) {
	for width := 1; width < 90; width++ {
		for height := 1; height < 40; height++ {
			p := newPlayer("")
			p.show(cue)
			lines := strings.Split(view(p, width, height, epoch, running), "\n")
			if len(lines) > max(height-1, 1) {
				t.Fatalf("%d lines in a window of %d", len(lines), height)
			}
			for _, line := range lines {
				if w := ansi.StringWidth(line); w > max(width, 4) {
					t.Fatalf("%q is %d columns wide, the window %d", line, w, width)
				}
			}
		}
	}
}

func FuzzKeys(f *testing.F) {
	f.Add("a\x01b\x17c\x15d\x04\x06\x02\x0b\x0812 sx!")
	f.Fuzz(func(_ *testing.T, keys string) {
		p := newPlayer("")
		p.show(cue)
		p.show(choice)
		p.Update(tea.WindowSizeMsg{Width: len(keys) % 40, Height: len(keys) % 13})
		for i, r := range keys {
			msg := tea.KeyPressMsg{Code: r, Text: string(r)}
			if r < ' ' {
				msg = tea.KeyPressMsg{Code: r + 'a' - 1, Mod: tea.ModCtrl}
			} else if i%7 == 6 {
				msg = tea.KeyPressMsg{Code: r, Mod: tea.ModAlt}
			}
			p.Update(msg)
			p.View()
		}
	})
}
