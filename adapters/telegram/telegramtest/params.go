package telegramtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"

	"limber/adapters/internal/fakeserver"
)

// form is a value that came as text: in a query, a urlencoded or a multipart
// body. Numbers, booleans and JSON are then written out.
type form string

// File is what was uploaded.
type File struct {
	Kind string // the field that it was sent as: "photo"
	Name string
	Data []byte `json:"-"`
}

// largest is what a request may weigh: a file of 50 MB and some words.
const largest = 51 << 20

// decode reads the parameters of a call, in each of the four ways that the
// description allows.
func decode(r *http.Request) (object, map[string]File, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, largest+1))
	if err != nil {
		return nil, nil, err
	}
	if len(body) > largest {
		return nil, nil, errors.New("the request is larger than 50 MB")
	}
	params, files := object{}, map[string]File{}
	if err := addValues(params, r.URL.Query()); err != nil {
		return nil, nil, err
	}
	if len(body) == 0 { // also a multipart body without its last boundary
		return params, files, nil
	}
	kind, about, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, nil, fmt.Errorf("content type: %w", err)
	}
	switch kind {
	case "application/json":
		err = addJSON(params, body)
	case "application/x-www-form-urlencoded":
		var values url.Values
		if values, err = url.ParseQuery(string(body)); err == nil {
			err = addValues(params, values)
		}
	case "multipart/form-data":
		err = addParts(params, files, multipart.NewReader(bytes.NewReader(body), about["boundary"]))
	default:
		err = fmt.Errorf("content type %s is not one that the Bot API takes", kind)
	}
	return params, files, err
}

func (o object) add(name string, value any) error {
	if _, twice := o[name]; twice {
		return fmt.Errorf("%s is given twice", name)
	}
	o[name] = value
	return nil
}

func addValues(params object, values url.Values) error {
	for _, name := range sortedKeys(values) {
		for _, value := range values[name] {
			if err := params.add(name, form(value)); err != nil {
				return err
			}
		}
	}
	return nil
}

func addJSON(params object, body []byte) error {
	value, err := fakeserver.ParseJSON(body)
	if err != nil {
		return err
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return errors.New("the body is not a JSON object")
	}
	for _, name := range sortedKeys(fields) {
		if err := params.add(name, fields[name]); err != nil {
			return err
		}
	}
	return nil
}

func addParts(params object, files map[string]File, parts *multipart.Reader) error {
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("multipart body: %w", err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return fmt.Errorf("multipart body: %w", err)
		}
		name := part.FormName()
		if part.FileName() == "" {
			if err := params.add(name, form(data)); err != nil {
				return err
			}
			continue
		}
		if _, twice := files[name]; twice {
			return fmt.Errorf("file %s is given twice", name)
		}
		files[name] = File{Kind: name, Name: part.FileName(), Data: data}
	}
}
