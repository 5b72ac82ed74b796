package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"limber/adapters/telegram/telegramtest"
)

// asks asks the program over HTTP until the answer has that status and text, and
// returns the answer.
func (p *process) asks(url string, status int, text string) string {
	p.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	last, late := "", time.After(patience)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if resp, err := client.Get(url); err == nil {
			body, _ := io.ReadAll(resp.Body) // what is there is looked at
			_ = resp.Body.Close()
			last = string(body)
			if resp.StatusCode == status && strings.Contains(last, text) {
				return last
			}
		}
		select {
		case <-again.C:
		case <-p.ended:
			p.Fatalf("it ended:\n%s", p.output)
		case <-late:
			p.Fatalf("%s never answered %d with %q; the last answer was\n%s\n%s", url, status, text, last, p.output)
		}
	}
}

// TestTheOperatorsView asks the real program how it does while a member is
// guided.
func TestTheOperatorsView(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t, unlimited)
	address, api := freeAddress(t), s.Start(t)
	p := startProcess(t, telegramConfig(t, "foam-rolling", s.Token(), api, "admin: "+address+"\n"))
	url := "http://" + address
	p.asks(url+"/readyz", http.StatusOK, `"ready":true,"leads":["telegram/`)
	p.asks(url+"/healthz", http.StatusOK, "alive")

	u := s.User("Quillfeather")
	u.Start("")
	u.Write("does zanzibar run on wobbegong?")
	u.Write("/start_extension")
	answered(t, s, p, u, "does any of these apply")
	u.Press(s.Last(u.ID), "None of these")
	page := p.asks(url+"/metrics", http.StatusOK, `state="running"} 1`)
	for _, want := range []string{
		`limber_leader{connection="telegram/`, "limber_store_reachable 1", `limber_matches_total{outcome="fallback"} 1`,
		`limber_sends_total{outcome="sent",platform="telegram"} `, `limber_build_info{`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("there is no %s in\n%s", want, page)
		}
	}
	for _, word := range append(wordsOfMembers, strconv.FormatInt(u.ID, 10)) {
		if strings.Contains(strings.ToLower(page), strings.ToLower(word)) {
			t.Errorf("a member's %q is in\n%s", word, page)
		}
	}

	taken := startProcess(t, telegramConfig(t, "zoo", s.Token(), api, "admin: "+address+"\n"))
	if status := taken.exit(); status != 1 || !strings.Contains(taken.output.String(), "name another address under admin:") {
		t.Errorf("a second program at the same address: %d\n%s", status, taken.output)
	}

	if err := p.command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if status := p.exit(); status != 0 {
		t.Errorf("exit %d", status)
	}
	if conn, err := net.Dial("tcp", address); err == nil {
		_ = conn.Close() // it should not have opened
		t.Error("somebody listens after the end")
	}
}
