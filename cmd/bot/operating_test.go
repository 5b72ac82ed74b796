package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"limber/adapters/telegram/telegramtest"
	"limber/bot/store"
	"limber/bot/store/pgtest"
)

const operatingGuide = "../../docs/operating.md"

// codeBlock is a block in a guide: the line above it, its language, a word for
// what must be so while its commands run, and its lines.
var codeBlock = regexp.MustCompile("(?ms)^([^\n]*)\n\n```(sh|yaml)(?: (\\w+))?\n(.*?)^```$")

// operatingBlocks are those of docs/operating.md in a language.
func operatingBlocks(t *testing.T, language string) (blocks [][]string) {
	t.Helper()
	text := readText(t, operatingGuide)
	all := codeBlock.FindAllStringSubmatch(text, -1)
	if fences := strings.Count(text, "\n```"); fences != 2*len(all) {
		t.Fatalf("%d fences are not %d blocks: one follows an empty line, and names its language", fences, len(all))
	}
	for _, b := range all {
		if b[2] == language {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// operator does what docs/operating.md says, in the folder of a bot.
type operator struct {
	dir, admin string
	server     *telegramtest.Server
	dumped     bool // a PostgreSQL database was
}

// unanswered is a question that ends in the database.
const unanswered = "does zanzibar run on wobbegong?"

// TestOperatingCommands runs the commands of docs/operating.md in order, each
// block in a shell of its own, but for those that it says are not run.
func TestOperatingCommands(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t, unlimited)
	o := &operator{admin: freeAddress(t), server: s}
	o.dir = telegramConfig(t, "foam-rolling", s.Token(), s.Start(t), "admin: "+o.admin+"\n")
	if err := os.Mkdir(filepath.Join(o.dir, "deploy"), 0o755); err != nil {
		t.Fatal(err)
	}
	states := map[string]func(t *testing.T, commands string){
		"stopped": o.stopped, "running": o.running, "dump": o.dump, "restore": o.restore,
	}
	ran := map[string]bool{}
	for _, b := range operatingBlocks(t, "sh") {
		above, state, commands := b[1], b[3], b[4]
		if strings.HasSuffix(above, "not run by a test:") != (state == "") {
			t.Errorf("below %q: say at the block when it is run, or in the line above that it is %q", above, "not run by a test:")
		}
		if state == "" {
			continue
		}
		do := states[state]
		if do == nil {
			t.Fatalf("there is no state %q", state)
		}
		ran[state] = true
		first, _, _ := strings.Cut(commands, "\n")
		t.Run(first, func(t *testing.T) { do(t, commands) })
	}
	if len(ran) != len(states) {
		t.Errorf("commands were run in %d of %d states", len(ran), len(states))
	}
}

// shell runs commands and holds what they print against what they should.
func (o *operator) shell(t *testing.T, commands, database string) {
	t.Helper()
	for _, tool := range []string{"sqlite3", "openssl", "curl", "pg_dump", "pg_restore"} {
		if _, err := exec.LookPath(tool); err != nil && strings.Contains(commands, tool+" ") {
			t.Skipf("NOT TESTED: there is no %s here", tool)
		}
	}
	sh := exec.Command("sh", "-euc", strings.ReplaceAll(commands, "127.0.0.1:9090", o.admin))
	sh.Dir = o.dir
	sh.Env = append(os.Environ(), "LIMBER_DATABASE="+database)
	out, err := sh.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	for command, wants := range map[string][]string{
		"bot -config config.yaml check": {"no mistakes"},
		"integrity_check":               {"ok\n"},
		"bot health":                    {"alive\n"},
		"/readyz":                       {`"ready":true`, `"store":"reachable"`},
		"/metrics":                      metricsOfTheGuide(t),
		"pg_restore --list":             {"TABLE DATA public gaps"},
	} {
		if !strings.Contains(commands, command) {
			continue
		}
		for _, want := range wants {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s: no %q in\n%s", command, want, out)
			}
		}
	}
}

// metricsOfTheGuide are the names in its table.
func metricsOfTheGuide(t *testing.T) (names []string) {
	t.Helper()
	for _, m := range regexp.MustCompile("(?m)^\\| `(limber_\\w+)").FindAllStringSubmatch(readText(t, operatingGuide), -1) {
		names = append(names, m[1])
	}
	return names
}

// stopped runs commands while the bot does not run. What was kept is there
// afterwards, once there was something.
func (o *operator) stopped(t *testing.T, commands string) {
	o.shell(t, commands, "")
	if !strings.Contains(commands, "limber.db") {
		return
	}
	gaps := exec.Command("bot", "gaps")
	gaps.Dir = o.dir
	if out, err := gaps.CombinedOutput(); err != nil || !strings.Contains(string(out), unanswered) {
		t.Errorf("%v: the question is not in what is kept:\n%s", err, out)
	}
}

// running runs commands while the bot runs.
func (o *operator) running(t *testing.T, commands string) {
	p := startProcess(t, o.dir)
	p.asks("http://"+o.admin+"/readyz", http.StatusOK, `"ready":true`)
	u := o.server.User("Quillfeather")
	u.Write(unanswered)
	answered(t, o.server, p, u, "")
	o.shell(t, commands, "")
	if err := p.command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if status := p.exit(); status != 0 {
		t.Errorf("it ended with the status %d:\n%s", status, p.output)
	}
}

// dump runs commands for a PostgreSQL database with a question in it.
func (o *operator) dump(t *testing.T, commands string) {
	where := pgtest.URL(t)
	o.migrate(t, where)
	o.ask(t, where, `INSERT INTO gaps (pack, question, asked) VALUES ('foam-rolling', '`+unanswered+`', 1) RETURNING 1`)
	o.shell(t, commands, where)
	o.dumped = true
}

// restore runs commands for an empty PostgreSQL database. What was dumped is
// there afterwards, and is not taken for a database to be made.
func (o *operator) restore(t *testing.T, commands string) {
	if !o.dumped {
		t.Skip("NOT TESTED: nothing was dumped")
	}
	where := pgtest.URL(t)
	o.shell(t, commands, where)
	o.migrate(t, where)
	if n := o.ask(t, where, `SELECT count(*) FROM gaps WHERE question = '`+unanswered+`'`); n != 1 {
		t.Errorf("%d rows were restored instead of one", n)
	}
}

func (o *operator) migrate(t *testing.T, where string) {
	t.Helper()
	db, err := store.OpenPostgres(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// ask returns the one number that a query has for its result.
func (o *operator) ask(t *testing.T, where, query string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }() // the answer is there, or why not
	if err := conn.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
