package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"limber/knowledge"
)

// voice words what the bot says: it puts the pack's phrases, answers and
// buttons together, and decides nothing.
type voice struct{ pack *knowledge.Pack }

// Answer returns what a member gets for an outcome.
func Answer(p *knowledge.Pack, o knowledge.Outcome) Reply { return voice{p}.outcome(o) }

func (v voice) outcome(o knowledge.Outcome) Reply {
	switch o.Kind {
	case knowledge.KindSafety:
		return v.safety(o.Flag)
	case knowledge.KindRoutine:
		return v.gate(o.Routine, o.Routine.ID)
	case knowledge.KindChoices:
		return v.choices("choices", o.Hits)
	case knowledge.KindAnswer:
		entries := make([]*knowledge.Entry, len(o.Hits))
		for i, h := range o.Hits {
			entries[i] = h.Entry
		}
		return v.entries(entries)
	}
	text := v.pack.Phrase("fallback", "about", v.pack.Info.About)
	if only, ok := v.pack.OnlyIn(o.Language); ok {
		text = only
	}
	return Reply{Text: text, Buttons: []Button{v.button("topics", "")}}
}

// entries gives the answers of one entry or of several, for as many questions
// in one message.
func (v voice) entries(entries []*knowledge.Entry) Reply {
	var answers []string
	var cites []knowledge.Cite
	routine := ""
	for _, e := range entries {
		answers = append(answers, strings.TrimSpace(e.Answer))
		cites = append(cites, e.Sources...)
		if e.Routine != "" {
			routine = e.Routine
		}
	}
	r := Reply{
		Text:    strings.Join(answers, "\n\n"),
		Small:   v.pack.Phrase("source", "source", v.pack.CiteText(cites)),
		Buttons: []Button{v.button("why", ""), v.button("other", "")},
	}
	if found := v.pack.Routine(routine); found != nil {
		r.Buttons = append(r.Buttons, Button{Label: v.pack.Phrase("button_routine", "name", found.Name), Action: "preview " + found.ID})
	}
	return r
}

// mostChoices is how many things are offered to pick from: more are not read.
const mostChoices = 3

// choices offers entries to pick from, under a sentence of the given key.
func (v voice) choices(key string, hits []knowledge.Hit) Reply {
	if len(hits) == 0 {
		return Reply{Text: v.pack.Phrase("no_other")}
	}
	r := Reply{Text: v.pack.Phrase(key)}
	for _, h := range hits[:min(len(hits), mostChoices)] {
		action := "entry "
		if h.Routine != nil {
			action = "start "
		}
		r.Text += "\n- " + h.Title()
		r.Buttons = append(r.Buttons, Button{Label: h.Title(), Action: action + h.ID()})
	}
	return r
}

// why explains the outcome of the last question.
func (v voice) why(o knowledge.Outcome) Reply {
	if o.Kind != knowledge.KindAnswer || len(o.Hits) == 0 {
		return Reply{Text: v.pack.Phrase("why_none")}
	}
	var lines []string
	for _, h := range o.Hits {
		lines = append(lines, v.pack.Phrase("why", "question", h.Entry.Question, "phrasing", h.Phrasing,
			"words", v.counted(h), "percent", percent(h.Confidence)))
		if h.Entry.Note != "" {
			lines = append(lines, v.pack.Phrase("why_note", "note", strings.TrimSpace(h.Entry.Note)))
		}
	}
	if len(o.Alternatives) > 0 {
		lines = append(lines, v.pack.Phrase("why_next", "question", o.Alternatives[0].Title()))
	}
	return Reply{Text: strings.Join(lines, "\n"), Small: v.entries([]*knowledge.Entry{o.Hits[0].Entry}).Small}
}

// mostCounted is how many words of a question are named as what counted.
const mostCounted = 5

// counted names the words of the question that spoke most for a hit. Letters
// and what spoke against it would only puzzle a member.
func (v voice) counted(h knowledge.Hit) string {
	var words []string
	for _, f := range v.pack.Explain(h) {
		word := strings.TrimPrefix(f.Name, "≈")
		if f.Weight > 0 && !strings.Contains(word, "…") && len(words) < mostCounted && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, ", ")
}

func percent(share float64) string { return fmt.Sprintf("%.0f", 100*share) }

func (v voice) greeting() Reply {
	r := Reply{Text: v.pack.Phrase("greeting", "title", v.pack.Info.Title, "about", v.pack.Info.About)}
	for _, id := range v.pack.Info.Starters {
		e := v.pack.Entry(id)
		r.Buttons = append(r.Buttons, Button{Label: e.Question, Action: "entry " + e.ID})
	}
	if len(v.pack.Routines) > 0 {
		r.Buttons = append(r.Buttons, v.button("routines", ""))
	}
	return r
}

func (v voice) help() Reply {
	return Reply{
		Text:    v.pack.Phrase("help", "title", v.pack.Info.Title, "about", v.pack.Info.About),
		Buttons: []Button{v.button("topics", ""), v.button("routines", "")},
	}
}

func (v voice) about() Reply {
	var sources []string
	for _, s := range v.pack.Sources {
		line := "- " + s.Title
		if s.Date != "" {
			line += ", " + s.Date
		}
		if s.Link != "" {
			line += ", " + s.Link
		}
		sources = append(sources, line)
	}
	return Reply{Text: v.pack.Phrase("about", "title", v.pack.Info.Title, "about", v.pack.Info.About,
		"vouched", v.pack.Info.VouchedBy, "sources", strings.Join(sources, "\n"))}
}

// mostTopics is how many questions a list of topics shows: more do not fit one
// message, and nobody reads them.
const mostTopics = 24

// topics lists questions that can be asked: of each exercise the way it is
// done, of everything else the first entries.
func (v voice) topics() Reply {
	var lines []string
	for _, e := range v.pack.Entries {
		if e.Topic == "" && len(lines) < mostTopics {
			lines = append(lines, "- "+e.Question)
		}
	}
	for _, x := range v.pack.Exercises {
		if e := v.pack.Entry(x.ID + "/instructions"); e != nil {
			lines = append(lines, "- "+e.Question)
		}
	}
	return Reply{Text: v.pack.Phrase("topics", "list", strings.Join(lines, "\n"))}
}

func (v voice) safety(f *knowledge.Flag) Reply {
	v.pack = v.pack.In(f.Language)
	text := strings.TrimSpace(f.Answer)
	cites := f.Sources
	if text == "" {
		text, cites = strings.TrimSpace(v.pack.Safety.Answer), v.pack.Safety.Sources
	}
	return Reply{Text: text, Small: v.pack.Phrase("source", "source", v.pack.CiteText(cites)), Urgency: Alarm, Private: true}
}

// safetyAfter is the pack's safety answer after a sentence of the given key,
// which says what was done; "" for none.
func (v voice) safetyAfter(key string) Reply {
	r := v.safety(&knowledge.Flag{})
	if key != "" {
		r.Text = v.pack.Phrase(key) + "\n\n" + r.Text
	}
	return r
}

// inPrivate says that something is not for others to read, with the way to a
// private conversation where there is one.
func (v voice) inPrivate(link string) Reply {
	r := Reply{Text: v.pack.Phrase("data_private")}
	if link != "" {
		r.Buttons = []Button{{Label: v.pack.Phrase("button_in_private"), Link: link}}
	}
	return r
}

// export shows a member what is kept of them, as JSON. A session's timeline is
// the routine as the pack has it, nothing of the member's, and would not fit a
// message.
func (v voice) export(rows map[string][]map[string]any) Reply {
	for _, row := range rows["sessions"] {
		delete(row, "timeline")
	}
	delete(rows, "inbox") // what is being dealt with at this moment, such as the request itself
	if len(rows) == 0 {
		return Reply{Text: v.pack.Phrase("no_data")}
	}
	data, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		return Reply{Text: v.pack.Phrase("store_trouble")}
	}
	return Reply{Text: v.pack.Phrase("data", "data", string(data)), Private: true}
}

// button makes a button whose label is the phrase of its action.
func (v voice) button(action, about string) Button {
	return Button{Label: v.pack.Phrase("button_" + action), Action: strings.TrimSpace(action + " " + about)}
}
