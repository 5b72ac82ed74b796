//go:build !unix

package pgtest

import "errors"

type running struct{}

func start() (*server, error) {
	return nil, errors.New("a server is started on Unix only")
}

func (*running) start() error                { return nil }
func (*running) ctl(string, ...string) error { return nil }
func (*running) end()                        {}
