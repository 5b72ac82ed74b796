package store

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"limber/bot/store/pgtest"
)

// notMoved says of each table, and of each column as "table.column", that a move
// leaves behind, why.
var notMoved = map[string]string{
	"replicas":             "those that serve the old database; none serves the new one yet",
	"turns":                "of the last seconds",
	"limber_steps":         "of the schema: the new database has taken its own",
	"connections.epoch":    "counts leaders within one database: one of the old writes nothing to the new",
	"connections.leader":   "is one that has ended",
	"connections.released": "is about that leader",
}

// Whatever the schemas have is carried over, or is known not to be.
func TestEveryColumnIsMoved(t *testing.T) {
	want := map[string][]string{}
	for _, table := range carried {
		want[table.name] = slices.Sorted(slices.Values(table.names()))
	}
	everyColumnIsMoved := func(t *testing.T, db engine, columns string) map[string]bool {
		got, left := map[string][]string{}, map[string]bool{}
		for table, row := range tablesOf(t, db, columns) {
			if notMoved[table] != "" {
				left[table] = true
				continue
			}
			got[table] = slices.DeleteFunc(slices.Sorted(slices.Values(row.names)), func(column string) bool {
				name := table + "." + column
				left[name] = notMoved[name] != ""
				return left[name]
			})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("a move carries (-), the schema has (+):\n%s", diff)
		}
		maps.DeleteFunc(left, func(_ string, is bool) bool { return !is })
		return left
	}
	t.Run("sqlite", func(t *testing.T) {
		if left := everyColumnIsMoved(t, openHere(t, databaseHere(t)).reader.engine, sqliteColumns); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	})
	t.Run("postgres", func(t *testing.T) {
		left := everyColumnIsMoved(t, postgresHere(t, pgtest.URL(t)).engine, postgresColumns)
		if diff := cmp.Diff(slices.Sorted(maps.Keys(notMoved)), slices.Sorted(maps.Keys(left))); diff != "" {
			t.Errorf("not moved (-), left behind (+):\n%s", diff)
		}
	})
}

const (
	sqliteColumns = `SELECT t.name, c.name, c.type FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
		WHERE t.type = 'table' ORDER BY t.name, cid`
	postgresColumns = `SELECT table_name, column_name, data_type FROM information_schema.columns
		WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position`
)
