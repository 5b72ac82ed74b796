package main

import (
	"context"
	"log/slog"
	"sync"

	"limber/bot"
	"limber/bot/replica"
	"limber/bot/store/pgtest"
)

// inProcess is a replica as the program has it, but for its adapters.
type inProcess struct {
	*replica.Replica
	proxy *pgtest.Proxy
	gone  chan struct{}
	end   func() // in order
}

// replica starts one.
func (w *engineWorld) replica() *inProcess {
	p := &inProcess{proxy: pgtest.NewProxy(w, w.where), gone: make(chan struct{})}
	db := w.openPostgres(p.proxy.URL())
	p.Replica = replica.New(replica.Options{
		Name: replica.Name(), Log: slog.New(slog.DiscardHandler), Connections: w.connections,
		Sit: func(ctx context.Context, name string) (replica.Seat, error) { return db.Seat(ctx, name) },
		Lead: func(ctx context.Context, l *replica.Lease) error {
			o := w.quietly(l.Connection(), p.gone)
			o.Store, o.Leads = db.Led(l.Connection(), l.Epoch(), l.Lose), l.Leads
			return bot.New(o).Run(ctx)
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.failed(p.Run(ctx))
	}()
	p.end = sync.OnceFunc(func() {
		cancel()
		<-ended
		w.failed(db.Close())
	})
	w.Cleanup(p.end)
	return p
}

// kill ends all that a killed process would not do any more.
func (p *inProcess) kill() {
	close(p.gone)
	p.proxy.Cut()
}
