package discordtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"

	"limber/adapters/internal/fakeserver"
)

// File is what was uploaded with a message.
type File struct {
	ID   string // as the message refers to it: "0"; as an attachment its own id
	Name string
	Kind string // the content type
	Data []byte `json:"-"`
	// Description is the alternative text, Seconds the length of a voice message.
	Description string
	Seconds     float64
}

const (
	largestRequest = 25 << 20
	largestFile    = 10 << 20
)

var fileField = regexp.MustCompile(`^files\[(\d+)\]$`)

// decode reads the body of a call, JSON or multipart. It is nil if there is none.
func decode(r *http.Request, c *Call) (any, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 2*largestRequest))
	if err != nil {
		return nil, err
	}
	given := r.Header.Get("Content-Type")
	if len(body) == 0 {
		if given != "" && r.Method != http.MethodGet {
			return nil, errors.New("a Content-Type and no content")
		}
		return nil, nil
	}
	kind, about, err := mime.ParseMediaType(given)
	if err != nil {
		return nil, fmt.Errorf("content type: %w", err)
	}
	switch kind {
	case "application/json":
		return fakeserver.ParseJSON(body)
	case "multipart/form-data":
		raw, err := decodeParts(c, multipart.NewReader(bytes.NewReader(body), about["boundary"]))
		if len(body) > largestRequest {
			c.Files = append(c.Files, File{Data: body}) // more than any file may weigh
		}
		return raw, err
	}
	return nil, fmt.Errorf("content type %s is not in use", kind)
}

func decodeParts(c *Call, parts *multipart.Reader) (raw any, err error) {
	raw = map[string]any{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return raw, nil
		}
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		number := fileField.FindStringSubmatch(part.FormName())
		switch {
		case part.FormName() == "payload_json":
			if raw, err = fakeserver.ParseJSON(data); err != nil {
				return nil, err
			}
		case number != nil && part.FileName() != "":
			c.Files = append(c.Files, File{
				ID: number[1], Name: part.FileName(), Kind: part.Header.Get("Content-Type"), Data: data,
			})
		default:
			return nil, fmt.Errorf("part %q is neither payload_json nor files[n] with a name", part.FormName())
		}
	}
}

// checkFiles holds the files of a call against the limits.
func (c *Call) checkFiles() *refusal {
	if len(c.Files) > 0 && !c.rule.files {
		return invalidField("files", "UNKNOWN_FIELD", "This call takes no files")
	}
	if len(c.Files) > 10 {
		return invalidField("files", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
	}
	seen := map[string]bool{}
	for _, f := range c.Files {
		if len(f.Data) > largestFile {
			return breach(http.StatusRequestEntityTooLarge, 40005, "Request entity too large")
		}
		if len(f.Data) == 0 || seen[f.ID] {
			return breach(http.StatusBadRequest, 50006, "Cannot send an empty message (a file is empty or given twice)")
		}
		seen[f.ID] = true
	}
	return nil
}
