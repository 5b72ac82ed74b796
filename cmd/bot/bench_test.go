package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"limber/bot"
	"limber/bot/bottest"
	"limber/bot/store"
	"limber/knowledge"
)

// BenchmarkRunningSessions starts 100 sessions of the shipped pack, each of
// another member, on SQLite, and reports the memory of the whole process while
// they run. One operation is the start of one session, gate and all.
func BenchmarkRunningSessions(b *testing.B) {
	const members = 100
	p, err := knowledge.Find("foam-rolling")
	if err != nil {
		b.Fatal(err)
	}
	settle()
	for b.Loop() {
		db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "limber.db"))
		if err != nil {
			b.Fatal(err)
		}
		fake := bottest.NewFake()
		assistant := bot.New(bot.Config{Pack: p, Adapter: fake, Store: db, Log: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithCancel(b.Context())
		ended := make(chan error, 1)
		go func() { ended <- assistant.Run(ctx) }()
		for i := range members {
			from := bottest.Me
			from.Member = strconv.Itoa(i)
			for _, text := range []string{"start 10 minutes", "none"} {
				if err := fake.Handle(ctx, bot.Event{From: from, Text: text}); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(residentMB(b), "MB-resident")
		cancel()
		if err := <-ended; err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// residentMB is the memory that the process occupies, in MB.
func residentMB(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("memory is read from /proc, which is not here")
	}
	_, rest, _ := bytes.Cut(status, []byte("VmRSS:"))
	var kb float64
	if _, err := fmt.Sscan(string(rest), &kb); err != nil {
		b.Fatal(err)
	}
	return kb / 1024
}
