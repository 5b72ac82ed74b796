package discord

import (
	"context"

	"limber/bot/markup"
)

// complete answers what a member types into an option. It comes with each
// letter, and is answered at once or never.
func (a *Adapter) complete(ctx context.Context, i *interaction) {
	x := &exchange{id: i.ID, token: i.Token}
	err := a.callback(ctx, x, completeAnswer, params{"choices": a.completions(i)}, nil)
	if err != nil && ctx.Err() == nil {
		a.log.Debug("an option was not completed", "error", err)
	}
}

func (a *Adapter) completions(i *interaction) []params {
	list := []params{}
	c, given := find(a.commands, i.Data.Name, false, i.Data.Options)
	for _, g := range given {
		kind := c.option(g.Name).Complete
		typed, _ := g.Value.(string)
		if !g.Focused || kind == "" || a.options.Complete == nil {
			continue
		}
		seen := map[string]bool{}
		for _, found := range a.options.Complete(kind, typed, mostCompletions) {
			label, value := cut(markup.OneLine(found.Label), longestCompletion), cut(found.Value, longestCompletion)
			if label == "" || value == "" || seen[value] || len(list) == mostCompletions {
				continue
			}
			seen[value] = true
			list = append(list, params{"name": label, "value": value})
		}
	}
	return list
}
