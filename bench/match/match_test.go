package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"limber/knowledge/match"
)

var animals = []match.Document{
	{ID: "cat", Phrasings: []string{"how do I feed the cat", "what do cats eat"}, Text: "Meat, twice a day."},
	{ID: "dog", Phrasings: []string{"when do I walk the dog", "how far should dogs run"}, Text: "Three times a day."},
}

func TestEngines(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			f, err := e.build(animals)
			if err != nil {
				t.Fatal(err)
			}
			for question, want := range map[string]string{"what do cats eat": "cat", "walk the dog": "dog"} {
				hits := f.find(question, 2)
				if len(hits) == 0 || animals[hits[0].doc].ID != want {
					t.Errorf("%q finds %v, want %s first", question, hits, want)
				}
			}
			if hits := f.find("qqqq", 1); len(hits) > 1 {
				t.Errorf("one was asked for, got %v", hits)
			}
		})
	}
}

func TestThresholds(t *testing.T) {
	in := []outcome{{true, 0.9}, {true, 0.8}, {true, 0.3}, {false, 0.7}}
	out := []outcome{{score: 0.1}, {score: 0.4}, {score: 0.5}, {score: math.Inf(-1)}}
	threshold := bestThreshold(in, out)
	if threshold <= 0.5 || threshold > 0.8 {
		t.Errorf("the best threshold is %v, want it between 0.5 and 0.8", threshold)
	}
	if got := rightAbove(in, threshold); got != 0.5 {
		t.Errorf("%v are right, want 0.5", got)
	}
	if got := below(out, threshold); got != 1 {
		t.Errorf("%v are refused, want all", got)
	}
	if got := below(out, thresholdFor(out, 0.75)); got != 0.75 {
		t.Errorf("%v are refused, want 0.75", got)
	}
	// Of 16 pairs, 0.3 loses two; nothing is tied.
	if got, want := auroc(in, out), 14.0/16; got != want {
		t.Errorf("AUROC %v, want %v", got, want)
	}
	if got := auroc(out, out); got != 0.5 {
		t.Errorf("AUROC of the same %v, want 0.5", got)
	}
}

func TestHarm(t *testing.T) {
	const s = "how long should I roll my upper back"
	harmed := misspelt(s, rand.New(rand.NewSource(1)))
	if harmed == s || misspelt(s, rand.New(rand.NewSource(1))) != harmed {
		t.Errorf("%q became %q, or not the same each time", s, harmed)
	}
	if got, want := keywords("How long should I roll my upper back?"), "long roll upper back"; got != want {
		t.Errorf("keywords are %q, want %q", got, want)
	}
	if got, want := keywords("who is it"), "who is it"; got != want {
		t.Errorf("without keywords %q, want %q", got, want)
	}
}

func TestDocuments(t *testing.T) {
	s := set{train: []labelled{{"a1", "a"}, {"b1", "b"}, {"a2", "a"}, {"a3", "a"}}}
	docs := s.documents(2, 1)
	if len(docs) != 2 || docs[0].ID != "a" || len(docs[0].Phrasings) != 2 || len(docs[1].Phrasings) != 1 {
		t.Errorf("two phrasings each: %+v", docs)
	}
	if diff := cmp.Diff(docs, s.documents(2, 1)); diff != "" {
		t.Errorf("another draw with the same seed:\n%s", diff)
	}
}

func TestFetch(t *testing.T) {
	fetched := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fetched++
		if r.URL.Path != "/owner/name/c0ffee/data/a.txt" && r.URL.Path != "/owner/name/c0ffee/data/b.txt" {
			http.NotFound(w, r)
			return
		}
		io.WriteString(w, filepath.Base(r.URL.Path)) //nolint:errcheck // a test's server
	}))
	defer server.Close()
	sum := sha256.Sum256([]byte("a.txtb.txt"))
	s := source{repository: "owner/name", commit: "c0ffee", folder: "data", files: []string{"a.txt", "b.txt"}, to: "set", sum: hex.EncodeToString(sum[:])}
	folder := t.TempDir()
	for range 2 { // the second time nothing is left to fetch
		if err := s.fetch(context.Background(), server.URL, folder); err != nil || fetched != 2 {
			t.Fatalf("after %d requests: %v", fetched, err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "set", "a.txt"), []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.fetch(context.Background(), server.URL, folder); err == nil || !strings.Contains(err.Error(), "SHA-256") {
		t.Errorf("a changed file: %v", err)
	}
	s.files = []string{"none.txt"}
	if err := s.fetch(context.Background(), server.URL, folder); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("a missing file: %v", err)
	}
}

// testSets writes sets of two questions each, in the forms of the public ones.
func testSets(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	write := func(name, text string) {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pairs := `[["feed the cat","cat"],["what does my cat eat","cat"],["walk the dog","dog"],["when does the dog run","dog"]]`
	outside := `[["what is the weather","oos"],["who won the match","oos"]]`
	write("clinc150/data_full.json", `{"train":`+pairs+`,"val":`+pairs+`,"test":`+pairs+`,"oos_val":`+outside+`,"oos_test":`+outside+`}`)
	for _, part := range []string{"train", "test"} {
		write("banking77/"+part+".csv", "text,category\n\"my card, please\",card\nwhere is my money,money\n")
		for i, name := range hwu64Files() {
			text := "answerid;scenario;intent;answer_annotation;answer_from_anno;answer_from_user\n"
			if i < 2 {
				text += "1;x;y;\"z\";\"set alarm " + name + "\";\"Z\"\n"
			}
			write("hwu64/"+part+"/"+name, text)
		}
	}
	write("stackfaq/stackExchange-FAQ.json", `{"root":{"qapair":[
		{"question":"Delete an account?","rephr":["removing my account","*",""],"answer":["Go there.","Or there."]},
		{"question":"Strike through?","rephr":["crossed out text"],"answer":"Use tildes."}]}}`)
	write("covidfaq/query_answer_pairs.json", `[
		{"query_type":"faq","question":"What is it?","answer":"A virus."},
		{"query_type":"faq","question":"Do masks help?","answer":"Yes."},
		{"query_type":"user_query","question":"which virus is it","answer":"A virus."}]`)
	return folder
}

func TestAccuracy(t *testing.T) {
	folder := testSets(t)
	page := filepath.Join(folder, "page.md")
	if err := os.WriteFile(page, []byte("before\n<!-- accuracy -->\noutdated\n<!-- /accuracy -->\nafter\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(context.Background(), []string{"accuracy", "-draws", "2", "-into", page, folder}, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"before\n<!-- accuracy -->\n", "| Limber | 100.0 ± 0.0 |", "| points over bleve, by entry |", "StackFAQ 2, CovidFAQ 1", "*published:* Rasa | 90.9 | 31.2", "<!-- /accuracy -->\nafter\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("there is no %q in:\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "outdated") || strings.Contains(string(text), "NaN") {
		t.Errorf("something is left of the old text, or is no number:\n%s", text)
	}
}

func TestSpeedTables(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bench.txt")
	const printed = `goos: linux
Benchmark/of=load/entries=50/engine=limber-2   10   2000000 ns/op   1000000 held-B   10 allocs/op
Benchmark/of=load/entries=50/engine=bleve-phrasings-2   10   3000000 ns/op   2000000 held-B   10 allocs/op
Benchmark/of=search/entries=50/engine=limber-2   10   9 ns/op   1000 p50-ns   3000 p99-ns   99 right-%   2 allocs/op
Benchmark/of=search/entries=50/engine=bleve-phrasings-2   10   9 ns/op   5000 p50-ns   30000 p99-ns   80 right-%   150 allocs/op
`
	if err := os.WriteFile(file, []byte(printed), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(context.Background(), []string{"speed", file}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| 50 | bleve-phrasings | 5.0 | 10 | 1.5 | 2.0 |", "| 50 | limber | 1 µs | 3 µs | 2 ms | 1 MB | 2 | 99 |"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("there is no %q in:\n%s", want, out.String())
		}
	}
}

func TestRunSaysWhatIsWrong(t *testing.T) {
	for want, args := range map[string][]string{
		"say fetch":              nil,
		"needs one folder":       {"accuracy"},
		"fetch needs one folder": {"fetch", ""},
		"is not fetch":           {"other", "x"},
		"fetch the sets first":   {"accuracy", t.TempDir()},
		"there is no benchmark":  {"speed", os.DevNull},
		"no place between":       {"speed", "-into", os.DevNull, speedFile(t)},
		"no engine's name begin": {"accuracy", "-only", "none", t.TempDir()},
	} {
		if err := run(context.Background(), args, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", args, err, want)
		}
	}
}

func speedFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bench.txt")
	if err := os.WriteFile(file, []byte("Benchmark/of=load/entries=50/engine=limber-2 1 2 ns/op\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
