package store

import (
	"encoding/json"
	"fmt"
	"testing"

	"limber/bot"
	"limber/bot/store/pgtest"
)

// many fills a new file with so many rows in each of five tables.
func many(t testing.TB, rows int, of bot.Timeline) string {
	t.Helper()
	path := databaseHere(t)
	s := openHere(t, path)
	timeline, err := json.Marshal(of)
	check(t, err)
	for _, statement := range []string{
		`INSERT INTO sessions SELECT 'telegram', 'limber', 's' || n, n, '1', n, 'p', 'paused', '', 2, 0, NULL, 5, n, '{}', $2 FROM numbers`,
		`INSERT INTO conversations SELECT 'telegram', 'limber', n, '1', n, '{"topic":"thoracic-spine"}', n FROM numbers`,
		`INSERT INTO clearances SELECT 'telegram', n, 'spine,knee', n, n FROM numbers`,
		`INSERT INTO gaps SELECT n, 'p', 'how long does it take for number ' || n || '?', n FROM numbers`,
		`INSERT INTO inbox SELECT 'telegram', 'limber', n, 'm' || n, 1, n, randomblob(500) FROM numbers`,
	} {
		_, err := s.writer.db.ExecContext(t.Context(), `WITH RECURSIVE numbers(n) AS (
			SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1) `+statement, rows, string(timeline))
		check(t, err)
	}
	check(t, s.Close())
	return path
}

// A large database goes through whole, by parts: it need not fit into memory.
func TestMoveMany(t *testing.T) {
	const rows = 10_000
	first, server := many(t, rows, bot.Timeline{Name: odd}), pgtest.URL(t)
	for _, table := range moves(t, first, server).Tables[:5] {
		if table.Rows != rows {
			t.Errorf("%d rows of %s", table.Rows, table.Name)
		}
	}
	last := databaseHere(t)
	moves(t, server, last)
	if is := moves(t, first, last); !is.Before {
		t.Errorf("the first and the last differ: %+v", is)
	}
}

// BenchmarkMove moves 50,000 rows, of which 10,000 are sessions of the size of a
// ten-minute routine.
func BenchmarkMove(b *testing.B) {
	const rows = 10_000
	file := many(b, rows, session("s").Timeline)
	server := pgtest.URL(b)
	moves(b, file, server)
	froms := []struct{ name, where string }{{"sqlite", file}, {"postgres", server}}
	tos := []struct {
		name  string
		empty func(testing.TB) string
	}{{"sqlite", databaseHere}, {"postgres", pgtest.URL}}
	for _, from := range froms {
		for _, to := range tos {
			b.Run(fmt.Sprintf("%s to %s", from.name, to.name), func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					empty := to.empty(b)
					b.StartTimer()
					moves(b, from.where, empty)
				}
				b.ReportMetric(5*rows/(b.Elapsed().Seconds()/float64(b.N)), "rows/s")
			})
		}
	}
}
