package store

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"limber/bot"
)

// A table that holds a member must be exported and erased: each is given a row
// of ana, whatever its columns are.
func TestEveryMemberColumnIsCovered(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		s := openHere(t, databaseHere(t))
		everyMemberColumn(t, s, s.writer.engine, `SELECT t.name, c.name, c.type FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
			WHERE t.type = 'table' ORDER BY t.name, cid`)
	})
	t.Run("postgres", func(t *testing.T) {
		s := ledHere(t)
		everyMemberColumn(t, s, s.reader.engine, `SELECT table_name, column_name, data_type FROM information_schema.columns
			WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position`)
	})
}

// everyMemberColumn is given the database past the store, and the query for the
// columns of all tables: table, name and type.
func everyMemberColumn(t *testing.T, s bot.Store, db engine, columns string) {
	tables := tablesOf(t, db, columns)
	var personal []string
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		names, values := tables[table].names, tables[table].values
		if !slices.Contains(names, "member") {
			continue
		}
		personal = append(personal, table)
		if !slices.Contains(names, "platform") {
			t.Errorf("%s has a member and no platform: members are told apart by both", table)
			continue
		}
		_, err := db.db.Exec(fmt.Sprintf(`INSERT INTO %s (%s) VALUES (%s)`,
			table, `"`+strings.Join(names, `", "`)+`"`, strings.Join(values, ", ")))
		check(t, err)
	}
	if len(personal) < 4 {
		t.Fatalf("tables with a member: %v, of %d: the test does not see them", personal, len(tables))
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
		check(t, db.each(t.Context(), func(rows *sql.Rows) error {
			row, err := rowByColumn(rows)
			// Of a parcel the id stays, and nothing else of the member.
			if table != inbox || row["member"] != nil || row["body"] != nil {
				t.Errorf("%s has a member and is not erased: %v", table, row)
			}
			return err
		}, `SELECT * FROM `+table))
	}
}

// row is the columns of a table and a literal for each, "ana" for text.
type row struct{ names, values []string }

func tablesOf(t *testing.T, db engine, columns string) map[string]*row {
	t.Helper()
	tables := map[string]*row{}
	check(t, db.each(t.Context(), func(rows *sql.Rows) error {
		var table, name, kind string
		err := rows.Scan(&table, &name, &kind)
		if tables[table] == nil {
			tables[table] = &row{}
		}
		r := tables[table]
		r.names, r.values = append(r.names, name), append(r.values, literal(kind))
		return err
	}, columns))
	return tables
}

func literal(kind string) string {
	switch strings.ToLower(kind) {
	case "integer", "bigint", "smallint":
		return "0"
	case "boolean":
		return "false"
	case "blob":
		return "x'616e61'"
	case "bytea":
		return `'\x616e61'`
	}
	return "'ana'"
}
