package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path"
	"strings"

	"limber/bot/platform"
)

// kind is a kind of picture or sound, by the call that sends it.
type kind struct {
	method, field string
	largest       int // bytes that Telegram takes
}

var (
	photo     = kind{"sendPhoto", "photo", 10 << 20}
	animation = kind{"sendAnimation", "animation", 50 << 20}
	video     = kind{"sendVideo", "video", 50 << 20}
	audio     = kind{"sendAudio", "audio", 50 << 20}
	voice     = kind{"sendVoice", "voice", 50 << 20}
)

// endings are the kinds that names tell. Telegram plays only Opus in Ogg as a
// voice message.
var endings = map[string]kind{
	".gif": animation, ".mp4": video, ".mov": video, ".webm": video,
	".ogg": voice, ".oga": voice, ".opus": voice, ".mp3": audio, ".m4a": audio, ".wav": audio,
}

func kindOf(name string, picture bool) kind {
	if u, err := url.Parse(name); err == nil && platform.IsLink(name) {
		name = u.Path
	}
	if k, ok := endings[strings.ToLower(path.Ext(name))]; ok {
		return k
	}
	if picture {
		return photo
	}
	return audio
}

// sayFile sends a file of the pack. Telegram keeps what was sent once: the next
// time its id is enough, as long as the file is the same.
func (a *Adapter) sayFile(ctx context.Context, name string, k kind, p params) (s sent, err error) {
	data, err := platform.ReadFile(a.options.Media, name, k.largest)
	if err != nil {
		return s, err
	}
	sum := sha256.Sum256(data)
	mark := hex.EncodeToString(sum[:8]) + " "
	note, err := a.options.Notes.Note(ctx, a.Connection(), fileNote(name))
	if err != nil {
		a.log.Debug("the id of a file was not found", "file", name, "error", err)
	}
	if id, ok := strings.CutPrefix(note, mark); ok {
		p[k.field] = id
		err = a.client.call(ctx, k.method, p, &s)
		delete(p, k.field)
		if !says(err, "file identifier", "FILE_REFERENCE", "wrong file") {
			return s, err
		}
	}
	if err = a.client.upload(ctx, k.method, p, k.field, path.Base(name), data, &s); err != nil {
		return s, err
	}
	if id := s.fileID(); id != "" {
		if err := a.options.Notes.PutNote(context.WithoutCancel(ctx), a.Connection(), fileNote(name), mark+id); err != nil {
			a.log.Debug("the id of a file was not noted", "file", name, "error", err)
		}
	}
	return s, nil
}

func fileNote(name string) string { return "file/" + name }

// fileID is the id of the file in a message, of a photo that of its largest
// size.
func (s sent) fileID() string {
	if n := len(s.Photo); n > 0 {
		return s.Photo[n-1].ID
	}
	for _, f := range []*file{s.Animation, s.Video, s.Voice, s.Audio, s.Document} {
		if f != nil {
			return f.ID
		}
	}
	return ""
}
