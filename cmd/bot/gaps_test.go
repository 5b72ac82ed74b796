package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"limber/bot/store"
	"limber/bot/store/pgtest"
)

func TestGapsOnPostgres(t *testing.T) {
	where, config := pgtest.URL(t), filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(config, fmt.Appendf(nil, "database: %s\n", where), 0o600); err != nil {
		t.Fatal(err)
	}
	gaps := func() string {
		var out bytes.Buffer
		if status := run(t.Context(), []string{"-config", config, "gaps"}, streams{strings.NewReader(""), &out, &out}); status != 0 {
			t.Errorf("exit status %d", status)
		}
		return out.String()
	}
	if got := gaps(); !strings.HasPrefix(got, "There is no table in the database limber_test_") {
		t.Errorf("before the bot has run: %s", got)
	}
	p, err := store.OpenPostgres(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if got := gaps(); got != "No gaps: every question so far was answered.\n" {
		t.Errorf("when it has run: %s", got)
	}
}
