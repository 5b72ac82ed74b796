package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// healthPatience is how long a healthy program may take to say that it is.
const healthPatience = 4 * time.Second

type healthCommand struct{}

// Run asks the program that runs with the same configuration whether it is
// alive, for images that have no other program to ask with.
func (healthCommand) Run(ctx context.Context, global *commands, s streams) error {
	cfg, err := loadConfig(global.Config)
	if err != nil {
		return err
	}
	if cfg.Admin == "" {
		return errors.New("there is nobody to ask: set admin in the configuration, such as 127.0.0.1:9090")
	}
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	// Where the address names no host, as :9090, or any, as 0.0.0.0:9090, this
	// dials the machine itself.
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+cfg.Admin+"/healthz", http.NoBody)
	if err != nil {
		return fmt.Errorf("asking %s: %w", cfg.Admin, err)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // and no proxy
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("asking whether the bot is alive: %w; it does not run, or with another configuration", err)
	}
	_ = response.Body.Close() // nothing is read from it
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", cfg.Admin, response.Status)
	}
	fmt.Fprintln(s.out, "alive")
	return nil
}
