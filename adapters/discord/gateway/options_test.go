package gateway

import (
	"context"
	"strings"
	"testing"
)

func TestOptions(t *testing.T) {
	good := Options{Token: testToken, Where: func(context.Context) (Start, error) { return Start{}, nil }}
	for name, spoil := range map[string]func(*Options){
		"token":    func(o *Options) { o.Token = "" },
		"where":    func(o *Options) { o.Where = nil },
		"shard":    func(o *Options) { o.Shard = 1 },
		"too long": func(o *Options) { o.Presence = []byte(`"` + strings.Repeat("x", 4000) + `"`) },
	} {
		o := good
		spoil(&o)
		if _, err := New(o); err == nil || strings.Contains(err.Error(), testToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := New(good); err != nil {
		t.Error(err)
	}
}

// The token is not sent in the clear because somebody says so.
func TestSafe(t *testing.T) {
	for _, c := range []struct {
		told, over string
		want       bool
	}{
		{"wss://a", "wss://b", true},
		{"ws://a", "wss://b", false},
		{"ws://a", "ws://b", true},
		{"wss://a", "ws://b", true},
		{"", "wss://b", false},
		{"https://a", "wss://b", false},
	} {
		if got := safe(c.told, c.over); got != c.want {
			t.Errorf("safe(%q, %q) = %v", c.told, c.over, got)
		}
	}
}
