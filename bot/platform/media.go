package platform

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// IsLink reports whether a picture or sound is a link rather than a file of the
// pack.
func IsLink(name string) bool {
	return strings.HasPrefix(name, "https://") || strings.HasPrefix(name, "http://")
}

// ReadFile reads a file of the pack, which may have so many bytes and not none.
// open may be nil: there are no files. The error says what to do.
func ReadFile(open func(name string) (io.ReadCloser, error), name string, largest int) (data []byte, err error) {
	if open == nil {
		return nil, errors.New("there are no files")
	}
	f, err := open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	data, err = io.ReadAll(io.LimitReader(f, int64(largest)+1))
	switch {
	case len(data) > largest:
		return nil, fmt.Errorf("it is larger than %d MB, which is the most: make it smaller", largest>>20)
	case len(data) == 0 && err == nil:
		return nil, errors.New("it is empty: put the file there anew")
	}
	return data, err
}
