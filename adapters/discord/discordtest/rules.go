package discordtest

import "net/http"

// rule is what the description says of one call.
type rule struct {
	path   string // the method and the path, {name} for what is open
	query  fields
	body   check // nil: it has none
	files  bool  // it may bring files
	open   bool  // the path has the token of an interaction, no other is asked for
	status int   // default 200, or 204 where there is nothing to tell
	run    func(*Server, *Call) (any, *refusal)
}

var (
	yesNo     = fields{"wait": oneOf("true", "false"), "with_components": oneOf("true", "false"), "thread_id": snowflake}
	threading = fields{"name!": threadName, "auto_archive_duration": archiveAfter, "rate_limit_per_user": integer(0, 21600)}
	paging    = fields{"limit": count(1, 100), "before": snowflake, "after": snowflake, "around": snowflake}
)

// rules is the table: all calls that are known, and no others.
var rules map[string]rule

func init() { // the calls refer to the table
	rules = map[string]rule{
		"gateway":    {path: "GET gateway", run: (*Server).getGateway, open: true},
		"gatewayBot": {path: "GET gateway/bot", run: (*Server).getGatewayBot},

		"me":               {path: "GET users/@me", run: (*Server).getMe},
		"user":             {path: "GET users/{user}", run: (*Server).getUser},
		"myGuilds":         {path: "GET users/@me/guilds", query: paging.and(fields{"limit": count(1, 200)}), run: (*Server).getMyGuilds},
		"application":      {path: "GET applications/@me", run: (*Server).getApplication},
		"oauthApplication": {path: "GET oauth2/applications/@me", run: (*Server).getApplication},
		"openDM":           {path: "POST users/@me/channels", body: a(fields{"recipient_id!": snowflake}), run: (*Server).openDM},

		"putCommands":      {path: "PUT applications/{application}/commands", body: commands, run: (*Server).putCommands},
		"putGuildCommands": {path: "PUT applications/{application}/guilds/{guild}/commands", body: commands, run: (*Server).putCommands},
		"getCommands": {
			path: "GET applications/{application}/commands", query: fields{"with_localizations": oneOf("true", "false")},
			run: (*Server).getCommands,
		},
		"getGuildCommands": {
			path:  "GET applications/{application}/guilds/{guild}/commands",
			query: fields{"with_localizations": oneOf("true", "false")}, run: (*Server).getCommands,
		},

		"callback": {
			path: "POST interactions/{interaction}/{token}/callback", open: true, files: true,
			query: fields{"with_response": oneOf("true", "false")}, body: callback, run: (*Server).callback,
		},
		"followUp": {
			path: "POST webhooks/{application}/{token}", open: true, files: true, query: yesNo,
			body: a(webhookMessage, messageRules), run: (*Server).followUp,
		},
		"getOriginal":    {path: "GET webhooks/{application}/{token}/messages/@original", open: true, run: (*Server).getFollowUp},
		"getFollowUp":    {path: "GET webhooks/{application}/{token}/messages/{message}", open: true, run: (*Server).getFollowUp},
		"deleteOriginal": {path: "DELETE webhooks/{application}/{token}/messages/@original", open: true, run: (*Server).deleteFollowUp},
		"deleteFollowUp": {path: "DELETE webhooks/{application}/{token}/messages/{message}", open: true, run: (*Server).deleteFollowUp},
		"editOriginal": {
			path: "PATCH webhooks/{application}/{token}/messages/@original", open: true, files: true, query: yesNo,
			body: a(editedMessage), run: (*Server).editFollowUp,
		},
		"editFollowUp": {
			path: "PATCH webhooks/{application}/{token}/messages/{message}", open: true, files: true, query: yesNo,
			body: a(editedMessage), run: (*Server).editFollowUp,
		},

		"channel": {path: "GET channels/{channel}", run: (*Server).getChannel},
		"editChannel": {path: "PATCH channels/{channel}", body: a(fields{
			"name": threadName, "archived": boolean, "locked": boolean, "auto_archive_duration": archiveAfter,
			"rate_limit_per_user": integer(0, 21600), "invitable": boolean, "applied_tags": list(0, 5, snowflake),
			"flags": anyCount,
		}), run: (*Server).editChannel},
		"messages":      {path: "GET channels/{channel}/messages", query: paging, run: (*Server).getMessages},
		"message":       {path: "GET channels/{channel}/messages/{message}", run: (*Server).getMessage},
		"createMessage": {path: "POST channels/{channel}/messages", files: true, body: a(newMessage, messageRules), run: (*Server).createMessage},
		"editMessage":   {path: "PATCH channels/{channel}/messages/{message}", files: true, body: a(editedMessage), run: (*Server).editMessage},
		"deleteMessage": {path: "DELETE channels/{channel}/messages/{message}", run: (*Server).deleteMessage},
		"typing":        {path: "POST channels/{channel}/typing", run: (*Server).typing},

		"createThread": {path: "POST channels/{channel}/threads", status: http.StatusCreated, files: true, body: a(threading.and(fields{
			"type": choice(10, 11, 12), "invitable": boolean, "message": a(forumMessage, messageRules),
			"applied_tags": list(0, 5, snowflake),
		})), run: (*Server).createThread},
		"createMessageThread": {
			path: "POST channels/{channel}/messages/{message}/threads", status: http.StatusCreated, body: a(threading),
			run: (*Server).createMessageThread,
		},
		"threadMembers": {path: "GET channels/{channel}/thread-members", query: paging, run: (*Server).getThreadMembers},
		"joinThread":    {path: "PUT channels/{channel}/thread-members/@me", run: (*Server).addThreadMember},
		"leaveThread":   {path: "DELETE channels/{channel}/thread-members/@me", run: (*Server).removeThreadMember},
		"addToThread":   {path: "PUT channels/{channel}/thread-members/{user}", run: (*Server).addThreadMember},
		"removeFromThread": {
			path: "DELETE channels/{channel}/thread-members/{user}", run: (*Server).removeThreadMember,
		},

		"guild": {
			path: "GET guilds/{guild}", query: fields{"with_counts": oneOf("true", "false")}, run: (*Server).getGuild,
		},
		"guildChannels": {path: "GET guilds/{guild}/channels", run: (*Server).getGuildChannels},
		"guildRoles":    {path: "GET guilds/{guild}/roles", run: (*Server).getGuildRoles},
		"guildMember":   {path: "GET guilds/{guild}/members/{user}", run: (*Server).getGuildMember},
		"activeThreads": {path: "GET guilds/{guild}/threads/active", run: (*Server).getActiveThreads},
	}
}

// commands takes what replaces all commands of a scope.
func commands(r *report, _ string, v any) any {
	out := []any{}
	for _, o := range commandList(r, v) {
		out = append(out, o)
	}
	return out
}

// callback takes the answer to an interaction.
func callback(r *report, at string, v any) any {
	in, _ := v.(map[string]any)
	kind := fields{"type!": choice(answerPong, answerMessage, answerDefer, answerDeferEdit, answerEdit, answerChoices, answerModal)}
	o, _ := a(kind.and(fields{"data": anything}))(r, at, v).(object)
	data := map[int64]check{
		answerMessage: a(webhookMessage, messageRules),
		answerDefer:   a(fields{"flags": flagsOf(flagEphemeral), "allowed_mentions": allowedMentions}),
		answerEdit:    a(editedMessage),
		answerModal:   modal,
		answerChoices: a(fields{"choices": list(0, 25, commandChoice)}),
	}[o.number("type")]
	switch {
	case data == nil && len(r.problems) == 0 && in["data"] != nil:
		a(fields{})(r, "data", in["data"])
	case data == nil:
	case in["data"] == nil && o.number("type") != answerDefer:
		r.add("data", "BASE_TYPE_REQUIRED", "This field is required")
	case in["data"] != nil:
		o["data"] = data(r, "data", in["data"])
	}
	return o
}
