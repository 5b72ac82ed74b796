package telegram

import (
	"context"
	"errors"
	"time"

	"limber/bot/platform"
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
	trouble := platform.Outage{Log: a.log, AtOnce: errConflict}
	var offset int64
	var heard time.Time
	for ctx.Err() == nil {
		asked := time.Now()
		list, err := a.client.updates(ctx, offset, pollLimit, a.options.PollTimeout, a.kinds())
		if errors.Is(err, errToken) {
			return err
		}
		if err != nil {
			trouble.Wait(ctx, err)
			continue
		}
		late := asked.Sub(heard) > pressExpires && time.Since(asked) < inStock
		parcels, last := a.sort(ctx, d, list, late)
		if len(list) > 0 && last < offset {
			trouble.Wait(ctx, errors.New("what was confirmed came again"))
			continue
		}
		trouble.Over()
		err = platform.Insist(ctx, a.log, nil, func(ctx context.Context) error { return a.keep(ctx, d, parcels) })
		if err == nil {
			heard = time.Now()
			offset = max(offset, last+1)
		}
	}
	return nil
}
