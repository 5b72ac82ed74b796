//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"limber/adapters/discord/discordtest"
	"limber/adapters/telegram/telegramtest"
	"limber/bot/store/pgtest"
	"limber/knowledge"
)

// How long the chaos lasts, and its seed, where they are not to be the default
// and a new one. Each further run in the same process takes the next seed.
const (
	chaosLasts = "LIMBER_CHAOS"      // such as 2m
	chaosSeed  = "LIMBER_CHAOS_SEED" // a number
)

const (
	// briefly is how long the chaos lasts among all other tests.
	briefly = 20 * time.Second
	// settled is how long all sessions may take to end once the chaos has.
	// Telegram may wait for a minute before it calls a webhook again.
	settled = 150 * time.Second

	chaosReplicas = 3
	chaosSteps    = 8
	chaosCue      = 1100 * time.Millisecond // there are two in a step
	chaosBots     = 3                       // on Telegram; the last one receives by webhook
	chaosShards   = 2                       // of the bot on Discord
	chaosGuided   = 4                       // members at a time of each connection who are guided
	chaosAskers   = 1                       // and who ask
)

// chaos is three replicas of the real program on one PostgreSQL, with platforms
// and members in this process, and all that happens to them.
type chaos struct {
	*testing.T
	seed     uint64
	lasts    time.Duration
	postgres *pgtest.Server
	telegram []*telegramtest.Server
	discord  *discordtest.Server
	guilds   []*discordtest.Guild // one on each shard
	replicas []*replicaOfChaos
	entries  []*knowledge.Entry // those that are asked for
	journal  journal

	mu      sync.Mutex
	members int
	guided  []*guided
	askers  []*asker
}

// TestChaos lets three replicas be killed, ended, frozen and cut off, and
// PostgreSQL die, at random moments while members are guided and ask. Then it
// proves from what the platforms saw that nothing was lost, said twice, or done
// by two.
func TestChaos(t *testing.T) {
	if testing.Short() {
		t.Skip("it lasts for a minute")
	}
	c := newChaos(t)
	var members sync.WaitGroup
	over, tired := make(chan struct{}), make(chan struct{})
	for i := range c.connections() {
		for range chaosGuided {
			random := c.random()
			members.Go(func() { c.areGuided(i, random, over, tired) })
		}
		for range chaosAskers {
			random := c.random()
			members.Go(func() { c.asks(i, random, over, tired) })
		}
	}
	c.strike(plan(rand.New(rand.NewPCG(c.seed, 0)), c.lasts))
	close(over)
	patience := time.AfterFunc(settled, func() { close(tired) })
	members.Wait()
	patience.Stop()
	c.journal.note("all is settled")
	c.endAll()
	c.prove()
}

// chaosRuns counts those of this process.
var chaosRuns atomic.Uint64

func newChaos(t *testing.T) *chaos {
	c := &chaos{T: t, lasts: briefly, seed: uint64(time.Now().UnixNano()), postgres: pgtest.NewServer(t)}
	if text := os.Getenv(chaosLasts); text != "" {
		var err error
		if c.lasts, err = time.ParseDuration(text); err != nil {
			t.Fatalf("%s: %v", chaosLasts, err)
		}
	}
	if text := os.Getenv(chaosSeed); text != "" {
		first, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("%s: %v", chaosSeed, err)
		}
		c.seed = first + chaosRuns.Add(1) - 1
	}
	t.Logf("%v of chaos, seed %d", c.lasts, c.seed)
	for i := range chaosBots {
		c.telegram = append(c.telegram, telegramtest.New(t, telegramtest.Options{
			Token:  fmt.Sprintf("555000%d:a-token-of-the-chaos", i+1),
			Limits: &telegramtest.Limits{}, Latency: unlimited.Latency, PlainWebhook: true, Lenient: true,
		}))
	}
	o := discordUnlimited
	o.Shards, o.Starts, o.Lenient = chaosShards, 100_000, true
	c.discord = discordtest.New(t, o)
	for shard := range chaosShards {
		for len(c.guilds) == shard {
			if g := c.discord.Guild(fmt.Sprintf("Shard %d", shard), c.discord.User("Owner")); shardOf(g.ID, chaosShards) == shard {
				c.guilds = append(c.guilds, g)
			}
			<-time.After(time.Millisecond) // the ids of one moment fall on one shard
		}
	}
	c.startReplicas()
	return c
}

// startReplicas starts them with one database, each with its own ways to it and
// to the platforms.
func (c *chaos) startReplicas() {
	url := c.postgres.URL(c.T)
	var hooks []string
	for range chaosReplicas {
		hooks = append(hooks, c.ownAddress())
	}
	balancer := c.balance(hooks)
	for n, hook := range hooks {
		dir := filepath.Join(c.TempDir(), strconv.Itoa(n))
		writeNumberedPack(c.T, dir, chaosSteps, chaosCue, zooEntries())
		r := &replicaOfChaos{chaos: c, n: n, dir: dir, proxy: pgtest.NewProxy(c.T, url), over: make(chan struct{}), ended: make(chan struct{})}
		write(c.T, filepath.Join(dir, "config.yaml"), c.config(r, hook, balancer))
		c.replicas = append(c.replicas, r)
		if n == 0 {
			c.entries = sureEntries(c.T, opened(c.T, filepath.Join(dir, "quick")), len(animals)/2)
		}
	}
	c.Cleanup(func() {
		for _, r := range c.replicas {
			r.end(syscall.SIGKILL)
		}
	})
	for _, r := range c.replicas {
		r.begin()
	}
	// What is said before a bot first connects to Discord, Discord does not tell it.
	c.discord.Await(c.T, patience, "all shards", func() bool { return c.discord.Gateway().Ready() == chaosShards })
}

// ownAddress is one of the loopback where nobody listens, nor will by chance
// while a replica is away: systems give out ports from higher up.
func (c *chaos) ownAddress() string {
	const lowest, highest = 20_000, 32_000
	for {
		address := fmt.Sprintf("127.0.0.1:%d", lowest+rand.IntN(highest-lowest))
		if l, err := net.Listen("tcp", address); err == nil {
			_ = l.Close() // it only told that it is free
			return address
		}
	}
}

func (c *chaos) config(r *replicaOfChaos, hook, balancer string) string {
	text := fmt.Sprintf("packs: [quick]\ndatabase: %q\nlog: {level: debug}\ntelegram:\n", r.proxy.URL())
	for i, s := range c.telegram {
		text += fmt.Sprintf("- token: %q\n  api_url: %q\n%s", s.Token(), c.door(r, c.connection(i), s), quickly)
		if i == chaosBots-1 {
			text += fmt.Sprintf("  webhook: {url: %q, listen: %q}\n", balancer+"/hook", hook)
		}
	}
	return text + fmt.Sprintf("discord:\n- token: %q\n  api_url: %q\n%s",
		c.discord.Token(), c.door(r, "discord", c.discord), discordQuickly)
}

// connections is how many there are: those on Telegram, then the shards.
func (c *chaos) connections() int { return chaosBots + chaosShards }

// connection is the name of one, as the program has it.
func (c *chaos) connection(i int) string {
	if i < chaosBots {
		return fmt.Sprintf("telegram/%d", c.telegram[i].BotID())
	}
	return fmt.Sprintf("discord/%s/%d", discordBot, i-chaosBots)
}

// discordBot is the bot's number in the token of discordtest.
const discordBot = "100000000000000001"

// random is one of a member's own, so that what others do does not change it.
func (c *chaos) random() *rand.Rand {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.members++
	return rand.New(rand.NewPCG(c.seed, uint64(c.members)))
}
