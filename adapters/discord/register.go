package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"limber/bot"
	"limber/bot/platform"
)

// registered is the note of the places that have commands, "" for everywhere.
const registered = "commands"

// register tells Discord which commands the bot has, where that has changed
// since the last time. Nothing of it is needed to go on.
func (a *Adapter) register(ctx context.Context) {
	app := a.self()
	var servers []string
	for id, s := range a.options.Servers {
		if s.Develop && id != "" {
			servers = append(servers, id)
		}
	}
	slices.Sort(servers)
	before, err := a.options.Notes.Note(ctx, a.Connection(), registered)
	if err != nil {
		return // a database in trouble is no reason to tell everything anew
	}
	everywhere := "/applications/" + app.ID + "/commands"
	if len(servers) == 0 {
		a.tell(ctx, everywhere, a.commandBodies(app.installations()))
	} else if before == "" {
		a.tell(ctx, everywhere, nil) // or they would be offered twice
	}
	for _, id := range servers {
		// A server's own commands are neither for users nor for elsewhere.
		bodies := a.commandBodies(nil)
		for _, b := range bodies {
			delete(b, "contexts")
			delete(b, "integration_types")
		}
		a.tell(ctx, "/applications/"+app.ID+"/guilds/"+id+"/commands", bodies)
	}
	for id := range strings.SplitSeq(before, ",") {
		if id != "" && !slices.Contains(servers, id) {
			a.tell(ctx, "/applications/"+app.ID+"/guilds/"+id+"/commands", nil)
		}
	}
	if err := a.options.Notes.PutNote(ctx, a.Connection(), registered, strings.Join(servers, ",")); err != nil {
		a.log.Debug("it was not noted which servers have commands of their own", "error", err)
	}
}

func (a *Adapter) commandBodies(installations []int) []params {
	bodies := []params{}
	for _, c := range a.commands {
		bodies = append(bodies, c.body(installations))
	}
	return bodies
}

// tell replaces all commands of a place by one call. A note keeps what was told
// last, as a hash; "" is none, which a new bot has anywhere.
func (a *Adapter) tell(ctx context.Context, path string, bodies []params) {
	note, told := "commands"+path, ""
	if len(bodies) > 0 {
		text, err := json.Marshal(bodies)
		if err != nil {
			return // they are made of strings and numbers
		}
		sum := sha256.Sum256(text)
		told = hex.EncodeToString(sum[:])
	} else {
		bodies = []params{}
	}
	known, err := a.options.Notes.Note(ctx, a.Connection(), note)
	if err != nil || known == told {
		return
	}
	refused := func(err error) bool { return !bot.Passing(err) }
	err = platform.Insist(ctx, a.log, refused, func(ctx context.Context) error {
		return a.client.call(ctx, "PUT", path, bodies, nil)
	})
	if err == nil {
		err = a.options.Notes.PutNote(ctx, a.Connection(), note, told)
	}
	if err != nil && ctx.Err() == nil {
		a.log.Warn("Discord was not told which commands the bot has; the next start tries again: "+commandHint(err), "error", err)
	}
}

func commandHint(err error) string {
	if refusedWith(err, missingAccess) {
		return "invite the bot again with the link that is printed at the start, which has the scope applications.commands"
	}
	return "what was registered before stays"
}
