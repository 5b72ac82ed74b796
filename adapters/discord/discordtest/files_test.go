package discordtest

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"strings"
	"testing"
)

// upload is a file of a multipart body.
type upload struct {
	field, name, kind string
	size              int
}

func picture(n int) upload {
	return upload{fmt.Sprintf("files[%d]", n), fmt.Sprintf("%d.png", n), "image/png", 3}
}

// multi makes a call with files.
func (w world) multi(call string, body any, files ...upload) reply {
	w.t.Helper()
	var content bytes.Buffer
	parts := multipart.NewWriter(&content)
	if body != nil {
		if err := parts.WriteField("payload_json", string(encode(body))); err != nil {
			w.t.Fatal(err)
		}
	}
	for _, f := range files {
		about := textproto.MIMEHeader{}
		about.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, f.field, f.name))
		about.Set("Content-Type", f.kind)
		part, err := parts.CreatePart(about)
		if err == nil {
			_, err = part.Write(make([]byte, f.size))
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
	if err := parts.Close(); err != nil {
		w.t.Fatal(err)
	}
	r := w.request(call, nil)
	r.Body = nopCloser{&content}
	r.Header.Set("Content-Type", parts.FormDataContentType())
	out, err := do(w.Transport(), r)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

type nopCloser struct{ *bytes.Buffer }

func (nopCloser) Close() error { return nil }

func about(n int, more object) object { return object{"id": n, "filename": "a.png"}.with(more) }

func TestFiles(t *testing.T) {
	text := object{"content": "x"}
	voice := object{"flags": flagVoice, "attachments": []any{object{"id": "0", "duration_secs": 1.5, "waveform": "AA=="}}}
	sound := upload{"files[0]", "a.ogg", "audio/ogg", 3}
	var ten []upload
	for n := range 10 {
		ten = append(ten, picture(n))
	}
	heavy := func(n, size int) upload { return upload{fmt.Sprintf("files[%d]", n), "a.png", "image/png", size} }
	for name, test := range map[string]struct {
		body         any
		files        []upload
		status, code int
		want         string // the names of the files that are shown, or part of the refusal
	}{
		"one":            {text, []upload{picture(0)}, 200, 0, "0.png"},
		"without a text": {nil, []upload{picture(0)}, 200, 0, "0.png"},
		"ten":            {text, ten, 200, 0, "0.png 1.png 2.png 3.png 4.png 5.png 6.png 7.png 8.png 9.png"},
		"eleven":         {text, append(ten, picture(10)), 400, 50035, "between 1 and 10"},
		"described":      {text.with(object{"attachments": []any{about(0, object{"description": "d"})}}), []upload{picture(0)}, 200, 0, "a.png"},
		"one too few":    {text.with(object{"attachments": []any{about(1, nil)}}), []upload{picture(1), picture(0)}, 400, 50035, "NOT_DESCRIBED"},
		"one too many":   {text.with(object{"attachments": []any{about(0, nil), about(1, nil)}}), []upload{picture(0)}, 400, 50035, "There is no file 1"},
		"a long text":    {text.with(object{"attachments": []any{about(0, object{"description": long(1025)})}}), []upload{picture(0)}, 400, 50035, "1024 or fewer"},
		"in an embed":    {object{"embeds": []any{object{"image": object{"url": "attachment://0.png"}}}}, []upload{picture(0)}, 200, 0, "0.png"},
		"not in it":      {object{"embeds": []any{object{"image": object{"url": "attachment://1.png"}}}}, []upload{picture(0)}, 400, 50035, "NOT_FOUND"},
		"twice":          {text, []upload{picture(0), picture(0)}, 400, 50006, "given twice"},
		"empty":          {text, []upload{heavy(0, 0)}, 400, 50006, "a file is empty"},
		"10 MiB":         {text, []upload{heavy(0, largestFile)}, 200, 0, "a.png"},
		"more":           {text, []upload{heavy(0, largestFile+1)}, 413, 40005, "entity too large"},
		"25 MiB in all":  {text, []upload{heavy(0, largestFile), heavy(1, largestFile), heavy(2, largestFile/2)}, 413, 40005, "entity too large"},
		"another field":  {text, []upload{{"file", "a.png", "image/png", 3}}, 400, 50109, "neither payload_json nor files[n]"},
		"a voice":        {voice, []upload{sound}, 200, 0, "a.ogg"},
		"a mute voice":   {voice, []upload{picture(0)}, 400, 50161, "single audio"},
		"no voice":       {object{"flags": flagVoice}, []upload{sound}, 400, 50161, "single audio"},
		"a voice, text":  {voice.with(text), []upload{sound}, 400, 50161, "single audio"},
	} {
		t.Run(name, func(t *testing.T) {
			w := unlimited(t)
			out := w.multi(w.post(), test.body, test.files...)
			var names []string
			for _, f := range w.Last(w.here.ID).Files {
				names = append(names, f.Name)
			}
			switch {
			case out.Status != test.status || out.Code != test.code:
				t.Errorf("%d %s", out.Status, out.Body)
			case test.code == 0 && strings.Join(names, " ") != test.want:
				t.Errorf("%q", names)
			case test.code != 0 && (!strings.Contains(out.Body, test.want) || len(w.Violations()) != 1):
				t.Errorf("%s, violations %q", out.Body, w.Violations())
			}
		})
	}
}

func TestFilesAndEdits(t *testing.T) {
	w := withCommands(unlimited(t))
	path := " channels/" + w.here.ID + "/messages/" + w.multi(w.post(), object{"content": "x"}, picture(0), picture(1)).ID
	files := func() string {
		var out []string
		for _, f := range w.Last(w.here.ID).Files {
			out = append(out, f.Name)
		}
		return strings.Join(out, " ")
	}
	w.must("PATCH"+path, object{"content": "y"})
	if got := files(); got != "0.png 1.png" {
		t.Error(got)
	}
	w.must("PATCH"+path, object{"attachments": []any{object{"id": w.Last(w.here.ID).Files[1].ID}}})
	if got := files(); got != "1.png" {
		t.Error(got)
	}
	if out := w.multi("PATCH"+path, object{"attachments": []any{about(2, nil)}}, picture(2)); out.Status != 200 || files() != "a.png" {
		t.Errorf("%s %s", out.Body, files())
	}
	w.refused("PATCH"+path, object{"attachments": []any{object{"id": "1"}}}, 400, 50035, "There is no file")
	w.ann.Slash(w.here.ID, "ask", "question", "why?")
	if out := w.multi(w.callback(), answerWith(answerMessage, object{}), picture(0)); out.Status != 204 || files() != "0.png" {
		t.Errorf("%s %s", out.Body, files())
	}
	w.here.Deny(AttachFiles)
	if out := w.multi(w.post(), object{"content": "x"}, picture(0)); out.Code != 50013 {
		t.Error(out.Body)
	}
	if out := w.multi("POST users/@me/channels", object{"recipient_id": w.ann.ID}, picture(0)); out.Code != 50035 {
		t.Error(out.Body)
	}
	sound := w.multi(w.post(), object{"flags": flagVoice}, picture(0))
	if sound.Code != 50013 {
		t.Error(sound.Body)
	}
}

func TestVoiceStays(t *testing.T) {
	w := unlimited(t)
	made := w.multi(w.post(), object{"flags": flagVoice, "attachments": []any{object{"id": 0, "duration_secs": 2, "waveform": "AA=="}}},
		upload{"files[0]", "a.ogg", "audio/ogg", 3})
	w.refused("PATCH channels/"+w.here.ID+"/messages/"+made.ID, object{"content": "x"}, 400, 50173, "voice message")
	if f := w.Last(w.here.ID).Files; len(f) != 1 || f[0].Seconds != 2 || len(f[0].Data) != 3 {
		t.Errorf("%+v", f)
	}
}
