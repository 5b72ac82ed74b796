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

// ReadFile reads a file of the pack, which may have so many bytes. open may be
// nil: there are no files.
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
	if len(data) > largest {
		return nil, fmt.Errorf("files may have up to %d MB", largest>>20)
	}
	return data, err
}
