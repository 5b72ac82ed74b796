package discordtest

// textInput is the only one that an older modal has; its label is then its own.
var textInputFields = part.and(fields{
	"custom_id!": customID, "style!": choice(1, 2), "placeholder": text(0, 100), "value": text(0, 4000),
	"required": boolean, "min_length": integer(0, 4000), "max_length": integer(1, 4000),
})

var choiceOption = a(fields{
	"label!": text(1, 100), "value!": text(1, 100), "description": text(0, 100), "default": boolean,
})

var labelled = func() map[int64]check {
	choices := part.and(fields{"custom_id!": customID, "required": boolean})
	counted := choices.and(fields{"min_values": integer(0, 10), "max_values": integer(1, 10)})
	out := map[int64]check{
		kindTextInput:  a(textInputFields),
		kindMenu:       menu,
		kindFileUpload: a(counted),
		kindRadio:      a(choices.and(fields{"options!": list(2, 10, choiceOption)})),
		kindChecks:     a(counted.and(fields{"options!": list(1, 10, choiceOption)})),
		kindCheck:      a(part.and(fields{"custom_id!": customID, "default": boolean})),
	}
	for _, kind := range entityMenus {
		out[kind] = entityMenu
	}
	return out
}()

var modalRow = a(part.and(fields{
	"components!": list(1, 1, byType(map[int64]check{
		kindTextInput: a(textInputFields.and(fields{"label!": text(1, 45)})),
	})),
}))

var modalLabel = a(part.and(fields{
	"label!": text(1, 45), "description": text(0, 100), "component!": byType(labelled),
}))

var modal = a(fields{
	"custom_id!": customID, "title!": text(1, 45),
	"components!": list(1, 5, byType(map[int64]check{kindRow: modalRow, kindText: textDisplay, kindLabel: modalLabel})),
}, func(r *report, at string, o object) {
	seen := map[string]bool{}
	walk(o["components"], func(c object) {
		id := c.text("custom_id")
		if id != "" && seen[id] {
			r.add(join(at, "components"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated: %q", id)
		}
		seen[id] = true
	})
})
