package store

import (
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"slices"
	"strings"
)

// carried are the tables that a move carries over. Their columns have the same
// names in all engines; here stands what they hold, whatever an engine calls it.
// A test holds this against the schemas, and says what is not carried and why.
var carried = []table{
	{"sessions", slices.Concat(
		of[string]("platform", "bot", "id", "chat", "thread", "member", "pack", "state", "reason", "options", "timeline"),
		of[int64]("cursor", "anchor", "along", "updated"), of[bool]("sending"))},
	{"conversations", slices.Concat(of[string]("platform", "bot", "chat", "thread", "member", "memory"), of[int64]("updated"))},
	{"clearances", slices.Concat(of[string]("platform", "member", "list"), of[int64]("until", "updated"))},
	{"gaps", slices.Concat(of[string]("pack", "question"), of[int64]("id", "asked"))},
	{inbox, slices.Concat(of[string]("platform", "bot", "member"), of[int64]("id", "pending", "updated"), of[[]byte]("body"))},
	{"notes", of[string]("platform", "bot", "name", "value")},
	{"connections", slices.Concat(of[string]("platform", "bot"), of[int64]("beat"))},
}

type table struct {
	name    string
	columns []column
}

// column makes cells for what it holds: text, whole numbers, truth or bytes,
// each of which may be NULL.
type column struct {
	name string
	cell func() cell
}

// cell takes one value of any engine, and gives it back as Go has it.
type cell interface {
	sql.Scanner
	driver.Valuer
}

func of[T any](names ...string) (list []column) {
	for _, name := range names {
		list = append(list, column{name, func() cell { return new(sql.Null[T]) }})
	}
	return list
}

func (t table) names() (list []string) {
	for _, c := range t.columns {
		list = append(list, c.name)
	}
	return list
}

// list is the columns as they stand in a statement.
func (t table) list() string { return `"` + strings.Join(t.names(), `", "`) + `"` }

// stream reads the rows of a table, once, as the database that takes them wants
// them. It is what pgx copies from.
type stream struct {
	rows   *sql.Rows
	cells  []any
	accept func([]any) []any
	// sum is that of the rows so far, as they were accepted.
	sum digest
	row []byte // the latest, as it is summed up
	// altered is how many of them were not accepted as they were.
	altered int64
	tell    func(rows int64) // how many so far
}

func (t table) stream(accept func([]any) []any, tell func(rows int64)) *stream {
	s := &stream{accept: accept, tell: tell}
	for _, c := range t.columns {
		s.cells = append(s.cells, c.cell())
	}
	return s
}

func (s *stream) Next() bool { return s.rows.Next() }
func (s *stream) Err() error { return s.rows.Err() }

// Values returns the row that Next has found.
func (s *stream) Values() ([]any, error) {
	if err := s.rows.Scan(s.cells...); err != nil {
		return nil, err
	}
	read := make([]any, len(s.cells))
	for i, c := range s.cells {
		value, err := c.(cell).Value()
		if err != nil {
			return nil, err
		}
		if bytes, ok := value.([]byte); ok && bytes == nil {
			value = []byte{} // none are not NULL
		}
		read[i] = value
	}
	values := s.accept(read)
	if &values[0] != &read[0] {
		s.altered++
	}
	s.row = appendRow(s.row[:0], values)
	s.sum.add(s.row)
	s.tell(s.sum.rows)
	return values, nil
}

// asTheyAre accepts all.
func asTheyAre(values []any) []any { return values }

// digest is the same for the same rows, in whatever order: the sum of their
// hashes, each of which is four numbers.
type digest struct {
	rows int64
	sum  [4]uint64
}

func (d *digest) add(row []byte) {
	hash := sha256.Sum256(row)
	for i := range d.sum {
		d.sum[i] += binary.BigEndian.Uint64(hash[i*8:])
	}
	d.rows++
}

// appendRow appends what tells a row from all others: of each value what it is,
// how long, and itself.
func appendRow(row []byte, values []any) []byte {
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			row = append(row, 0)
		case bool:
			truth := byte(0)
			if v {
				truth = 1
			}
			row = append(row, 1, truth)
		case int64:
			row = binary.BigEndian.AppendUint64(append(row, 2), uint64(v))
		case string:
			row = append(binary.BigEndian.AppendUint64(append(row, 3), uint64(len(v))), v...)
		case []byte:
			row = append(binary.BigEndian.AppendUint64(append(row, 4), uint64(len(v))), v...)
		}
	}
	return row
}
