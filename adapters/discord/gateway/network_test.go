package gateway

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestNetwork does once over real sockets, with TLS, what the other tests do in
// memory.
func TestNetwork(t *testing.T) {
	w := newWorld(t, nil)
	web := httptest.NewTLSServer(http.HandlerFunc(w.accept))
	defer web.Close()
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	w.start.URL = strings.Replace(web.URL, "https", "wss", 1)
	w.o.Dial, w.o.TLS = nil, &tls.Config{RootCAs: roots}
	w.run()
	p := w.next()
	p.hello(time.Second)
	p.await(opIdentify)
	p.dispatch(1, "READY", `{"session_id":"abc","resume_gateway_url":"ws`+strings.TrimPrefix(w.start.URL, "wss")+`"}`)
	p.await(opHeartbeat)
	reset(t, p)
	p = w.next()
	p.hello(time.Second)
	p.resumed(resume{testToken, "abc", 1})
	p.dispatch(2, "RESUMED", `{}`)
	p.await(opHeartbeat)
	w.leave()
	if url := w.kept[0].URL; url != "" {
		t.Errorf("would resume at %s, without encryption", url)
	}
	if code := p.end(); code != 4000 {
		t.Errorf("closed with %d", code)
	}
}

// reset breaks the connection off as a machine does that has lost it.
func reset(t *testing.T, p *peer) {
	t.Helper()
	conn, ok := p.ws.UnderlyingConn().(*tls.Conn)
	if !ok {
		t.Fatalf("the connection is a %T", p.ws.UnderlyingConn())
	}
	tcp, ok := conn.NetConn().(*net.TCPConn)
	if !ok {
		t.Fatalf("the connection is over a %T", conn.NetConn())
	}
	if err := tcp.SetLinger(0); err != nil {
		t.Fatal(err)
	}
	if err := tcp.Close(); err != nil {
		t.Fatal(err)
	}
}
