package telegram

import (
	"context"
	"errors"
	"time"
)

const (
	pollLimit = 100 // the most that one call brings
	// inStock is how fast Telegram hands out what was waiting already. What
	// takes longer has only just come.
	inStock = 2 * time.Second
)

// poll asks for updates until ctx is done or the token is refused. Updates are
// confirmed by the next call, and that is made when they are kept.
func (a *Adapter) poll(ctx context.Context) error {
	d := a.openDesk()
	trouble := outage{log: a.log}
	var offset int64
	var heard time.Time
	for ctx.Err() == nil {
		asked := time.Now()
		list, err := a.client.updates(ctx, offset, pollLimit, a.options.PollTimeout, a.kinds())
		if errors.Is(err, errToken) {
			return err
		}
		if err != nil {
			trouble.wait(ctx, err)
			continue
		}
		parcels, last := a.sort(ctx, d, list)
		if len(list) > 0 && last < offset {
			trouble.wait(ctx, errors.New("what was confirmed came again"))
			continue
		}
		trouble.over()
		late := asked.Sub(heard) > pressExpires && time.Since(asked) < inStock
		if a.insist(ctx, func(ctx context.Context) error { return a.keep(ctx, d, parcels, late) }) {
			heard = time.Now()
			offset = max(offset, last+1)
		}
	}
	return nil
}
