package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestArrowsPointInward keeps the direction of imports: cmd/bot knows everyone,
// adapters and stores know bot, bot knows knowledge, knowledge knows nobody.
func TestArrowsPointInward(t *testing.T) {
	ours := func(pkg string) []string { return deps(t, pkg, "limber/") }
	tests := []struct {
		pkg     string
		allowed []string // prefixes of our own packages
	}{
		{"limber/knowledge/...", []string{"limber/knowledge"}},
		{"limber/knowledge/text", []string{"limber/knowledge/text"}},
		{"limber/knowledge/redflag", []string{"limber/knowledge/redflag", "limber/knowledge/text"}},
		{"limber/knowledge/match", []string{"limber/knowledge/match", "limber/knowledge/text", "limber/knowledge/internal"}},
		{"limber/bot", []string{"limber/bot", "limber/knowledge"}},
		{"limber/bot/delivery", []string{"limber/bot/delivery"}},
		{"limber/bot/markup", []string{"limber/bot/markup"}},
		{"limber/bot/platform", append(ours("limber/bot"), "limber/bot/platform")},
		{"limber/bot/store/...", []string{"limber/bot", "limber/bot/store", "limber/knowledge"}},
	}
	for _, adapter := range list(t, "limber/adapters/...") {
		allowed := []string{adapter, "limber/bot", "limber/knowledge"}
		if strings.HasSuffix(adapter, "test") {
			allowed = append(allowed, "limber/adapters/internal") // what fake servers share
		}
		tests = append(tests, struct {
			pkg     string
			allowed []string
		}{adapter, allowed})
	}
	for _, tt := range tests {
		for _, dep := range ours(tt.pkg) {
			if !slices.ContainsFunc(tt.allowed, func(prefix string) bool { return dep == prefix || strings.HasPrefix(dep, prefix+"/") }) {
				t.Errorf("%s depends on %s", tt.pkg, dep)
			}
		}
	}
	// What a package imports itself: bot reaches knowledge, an adapter must not.
	shared := []string{"limber/bot/delivery", "limber/bot/markup", "limber/bot/platform"}
	for _, pkg := range append(list(t, "limber/adapters/..."), "limber/bot/store/...") {
		for _, imported := range imports(t, pkg) {
			if strings.HasPrefix(imported, "limber/knowledge") || strings.HasPrefix(imported, "limber/bot/") && !slices.Contains(shared, imported) {
				t.Errorf("%s imports %s", pkg, imported)
			}
		}
	}
	if slices.Contains(ours("limber/bot"), "limber/bot/store") || slices.Contains(ours("limber/bot"), "limber/bot/bottest") {
		t.Error("limber/bot depends on its store or its test kit")
	}
}

// TestWhatIsInsideKnowsNoOutside keeps platforms, databases and the network
// out of the inner packages.
func TestWhatIsInsideKnowsNoOutside(t *testing.T) {
	outside := []string{"net", "net/http", "database/sql", "modernc.org/", "charm.land/", "github.com/go-telegram/", "github.com/bwmarrin/"}
	for _, pkg := range []string{"limber/knowledge/...", "limber/bot"} {
		for _, dep := range deps(t, pkg, "") {
			for _, o := range outside {
				if dep == o || strings.HasSuffix(o, "/") && strings.HasPrefix(dep, o) {
					t.Errorf("%s depends on %s", pkg, dep)
				}
			}
		}
	}
}

func deps(t *testing.T, pkg, prefix string) []string {
	t.Helper()
	return lines(t, prefix, "list", "-deps", pkg)
}

func imports(t *testing.T, pkg string) []string {
	t.Helper()
	return lines(t, "limber/", "list", "-f", `{{join .Imports "\n"}}`, pkg)
}

func list(t *testing.T, pattern string) []string {
	t.Helper()
	return lines(t, "limber/", "list", pattern)
}

func lines(t *testing.T, prefix string, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	return slices.DeleteFunc(strings.Fields(string(out)), func(s string) bool { return !strings.HasPrefix(s, prefix) })
}
