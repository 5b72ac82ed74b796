package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"limber/bot"
)

// A table that holds a member must be exported and erased: each is given a row
// of ana, whatever its columns are.
func TestEveryMemberColumnIsCovered(t *testing.T) {
	s := openHere(t, databaseHere(t))
	var tables []string
	check(t, s.writer.each(t.Context(), func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		tables = append(tables, name)
		return err
	}, `SELECT name FROM sqlite_schema WHERE type = 'table'`))

	var personal []string
	for _, table := range tables {
		names, values := rowOf(t, s, table)
		if !slices.Contains(names, "member") {
			continue
		}
		personal = append(personal, table)
		if !slices.Contains(names, "platform") {
			t.Errorf("%s has a member and no platform: members are told apart by both", table)
			continue
		}
		_, err := s.writer.db.Exec(fmt.Sprintf(`INSERT INTO %s (%s) VALUES (%s)`,
			table, `"`+strings.Join(names, `", "`)+`"`, strings.Join(values, ", ")))
		check(t, err)
	}
	if len(personal) < 4 {
		t.Fatalf("tables with a member: %v, of %v: the test does not see them", personal, tables)
	}
	p := bot.Person{Platform: "ana", Member: "ana"}
	rows, err := s.Export(t.Context(), p)
	check(t, err)
	for _, table := range personal {
		if len(rows[table]) != 1 {
			t.Errorf("%s has a member and is not exported", table)
		}
	}
	check(t, s.Erase(t.Context(), p))
	for _, table := range personal {
		check(t, s.reader.each(t.Context(), func(rows *sql.Rows) error {
			row, err := rowByColumn(rows)
			// Of a parcel the id stays, and nothing else of the member.
			if table != inbox || row["member"] != nil || row["body"] != nil {
				t.Errorf("%s has a member and is not erased: %v", table, row)
			}
			return err
		}, `SELECT * FROM `+table))
	}
}

// rowOf returns the columns of a table and a literal for each, "ana" for text.
func rowOf(t *testing.T, s *SQLite, table string) (names, values []string) {
	t.Helper()
	check(t, s.writer.each(t.Context(), func(rows *sql.Rows) error {
		var name, kind string
		err := rows.Scan(&name, &kind)
		literal := "'ana'"
		switch kind {
		case "INTEGER":
			literal = "0"
		case "BLOB":
			literal = "x'616e61'"
		}
		names, values = append(names, name), append(values, literal)
		return err
	}, `SELECT name, type FROM pragma_table_info($1)`, table))
	return names, values
}
