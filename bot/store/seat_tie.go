package store

import (
	"context"
	"net"

	"github.com/jackc/pgx/v5"
)

// tie returns what ends all network connections that are made by a
// configuration: also the one by which a statement is cancelled, for which pgx
// waits on after its context is done.
func tie(config *pgx.ConnConfig) (cut context.CancelFunc) {
	tied, cut := context.WithCancel(context.Background())
	dial := config.DialFunc
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(tied, cancel)()
		conn, err := dial(ctx, network, address)
		if err == nil {
			context.AfterFunc(tied, func() { _ = conn.Close() })
		}
		return conn, err
	}
	return cut
}
