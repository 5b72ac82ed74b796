package store

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The codes of PostgreSQL's refusals that are told apart: appendix A of its
// manual. epochOver is our own, of the function fence.
const (
	epochOver = "LB001"

	readOnly           = "25006"
	noAuthorization    = "28000"
	wrongPassword      = "28P01"
	noDatabaseThere    = "3D000"
	noSchema           = "3F000"
	serialization      = "40001"
	deadlock           = "40P01"
	noPrivilege        = "42501"
	undefinedTable     = "42P01"
	duplicateTable     = "42P07"
	diskFull           = "53100"
	outOfMemory        = "53200"
	tooManyConnections = "53300"
	queryCanceled      = "57014"
	adminShutdown      = "57P01"
	crashShutdown      = "57P02"
	startingUp         = "57P03"
	ioError            = "58030"
	corruptData        = "XX001"
	corruptIndex       = "XX002"
)

// nameOf names a database for operators, without its password.
func nameOf(c *pgx.ConnConfig) string {
	host := c.Host
	if !strings.HasPrefix(host, "/") { // else the folder of a socket
		host = net.JoinHostPort(host, strconv.Itoa(int(c.Port)))
	}
	return fmt.Sprintf("the database %s on %s", c.Database, host)
}

// postgresExplainer returns a function that puts before a failure of PostgreSQL
// a sentence that says what to do about it, for the failures that an operator
// can mend.
func postgresExplainer(c *pgx.ConnConfig) func(error) error {
	name := nameOf(c)
	return func(err error) error {
		if advice := postgresAdvice(name, c.User, err); advice != "" {
			return fmt.Errorf("%s: %w", advice, oneLine{err})
		}
		return err
	}
}

// oneLine shows an error of several lines as one.
type oneLine struct{ error }

func (e oneLine) Error() string { return strings.Join(strings.Fields(e.error.Error()), " ") }
func (e oneLine) Unwrap() error { return e.error }

func postgresAdvice(name, user string, err error) string {
	if refusal, ok := errors.AsType[*pgconn.PgError](err); ok {
		return refusalAdvice(name, user, refusal)
	}
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, unverified := errors.AsType[*tls.CertificateVerificationError](err)
	_, unreachable := errors.AsType[*pgconn.ConnectError](err)
	switch {
	case unknown || unverified:
		return name + " shows a certificate that is not trusted: name its authority's with sslrootcert in the URL"
	case unreachable:
		return name + " cannot be reached: see that PostgreSQL runs there, that the URL has its right address, and that no firewall stands between"
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("%s did not answer within %v: see whether it is overloaded, and to the network", name, patience)
	case unconnected(err):
		return "the connection to " + name + " broke: see that PostgreSQL runs there, and to the network"
	}
	return ""
}

func refusalAdvice(name, user string, refusal *pgconn.PgError) string {
	switch refusal.Code {
	case wrongPassword, noAuthorization:
		return fmt.Sprintf("%s does not let the user %s in: see to the user and the password in the URL, and to the server's pg_hba.conf", name, user)
	case noDatabaseThere:
		return name + " does not exist: make it, as with createdb -O " + user
	case noSchema:
		return name + " has no schema to put tables into: make the one that search_path names"
	case noPrivilege:
		return fmt.Sprintf("the user %s lacks rights in %s: let the user own the database", user, name)
	case duplicateTable:
		return name + " holds the tables of another program: make a database for Limber alone"
	case undefinedTable:
		return name + " lacks a table: restore it from a dump, or let the bot make it in an empty database"
	case diskFull:
		return "the disk of " + name + " is full: make room on the server"
	case outOfMemory:
		return "the server of " + name + " is out of memory: give it more, or lower its settings"
	case tooManyConnections:
		return name + " has no connection left: raise max_connections on the server, or lower pool_max_conns in the URL"
	case readOnly:
		return name + " takes no writes: it is a standby or set to read-only; name the primary, or several hosts and target_session_attrs=read-write in the URL"
	case lockNotAvailable:
		return "another program holds a table of " + name + ": see to it in pg_stat_activity"
	case queryCanceled:
		return name + " took too long: see whether it is overloaded"
	case adminShutdown, crashShutdown, startingUp:
		return name + " is being stopped or started: see to the server if it does not end"
	case ioError, corruptData, corruptIndex:
		return name + " is damaged: see to the server's disk and log, and restore a dump"
	case protocolViolation:
		if strings.Contains(refusal.Message, "startup parameter") {
			return name + " is behind a pooler such as PgBouncer, which cannot hold locks for a session: name the server itself"
		}
	}
	return ""
}

// unreadable says what is wrong with a URL without showing it: the password in
// it may be what is wrong.
func unreadable(where string, err error) error {
	const shape = "the database's URL cannot be read: write postgres://user:password@host:5432/name, with special characters of the password as %-codes"
	u, parseErr := url.Parse(where)
	if parseErr != nil {
		return errors.New(shape)
	}
	why := errors.Unwrap(err) // of pgx, which shows the URL itself
	password, _ := u.User.Password()
	if why == nil || password != "" && strings.Contains(why.Error(), password) {
		return errors.New(shape)
	}
	return fmt.Errorf("%s: %w", shape, why)
}

func tooOld(name string, version int) error {
	const major = 10000
	return fmt.Errorf("%s is of PostgreSQL %d, and Limber needs 14 or newer: upgrade the server, or name another", name, version/major)
}

func notUTF8(name, encoding string) error {
	return fmt.Errorf("%s keeps texts as %s, and Limber needs UTF8: make one with createdb -E UTF8 -T template0", name, encoding)
}
