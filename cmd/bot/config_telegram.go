package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// telegramTokenEnv is the environment variable that holds the token of the
// first Telegram bot, and turns it on by itself.
const telegramTokenEnv = "LIMBER_TELEGRAM_TOKEN"

// TelegramConfig is one bot on Telegram.
type TelegramConfig struct {
	// Token is from @BotFather. Better in TokenFile or the environment.
	Token secret `yaml:"token"`
	// TokenFile holds nothing but the token.
	TokenFile string `yaml:"token_file"`
	// TokenEnv names the environment variable with the token. Default
	// LIMBER_TELEGRAM_TOKEN, for the first bot.
	TokenEnv string `yaml:"token_env"`
	// Pack is one of Packs. Default: the first.
	Pack string `yaml:"pack"`
	// AutoAnswer are ids of groups where questions to nobody are answered.
	AutoAnswer []int64 `yaml:"auto_answer"`
	// APIURL is the Bot API server. Default https://api.telegram.org.
	APIURL  string                `yaml:"api_url"`
	Webhook TelegramWebhookConfig `yaml:"webhook"`
	Limits  TelegramLimitsConfig  `yaml:"limits"`
}

// TelegramWebhookConfig receives by webhook where URL is set.
type TelegramWebhookConfig struct {
	URL    string `yaml:"url"`    // public, https
	Listen string `yaml:"listen"` // default :8443
	Secret secret `yaml:"secret"` // default: a new one at each start
}

// TelegramLimitsConfig is how many messages may be sent. 0 is the default.
type TelegramLimitsConfig struct {
	Overall int `yaml:"overall"` // a second, in all chats; default 30
	Chat    int `yaml:"chat"`    // a second, in one chat; default 1
	Group   int `yaml:"group"`   // a minute, in one group; default 20
}

// secret is a text that does not print.
type secret string

func (secret) String() string   { return "[secret]" }
func (secret) GoString() string { return "[secret]" }

// listed lets telegram: be one bot or a list of bots.
func listed(doc *yaml.Node) {
	root := doc
	if root.Kind == yaml.DocumentNode && len(root.Content) > 0 {
		root = root.Content[0]
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if value := root.Content[i+1]; root.Content[i].Value == "telegram" && value.Kind == yaml.MappingNode {
			root.Content[i+1] = &yaml.Node{
				Kind: yaml.SequenceNode, Tag: "!!seq", Line: value.Line, Column: value.Column, Content: []*yaml.Node{value},
			}
		}
	}
}

// setTelegramDefaults finds the tokens and drops bots that are not turned on:
// without a token, and with none of their own named.
func (c *Config) setTelegramDefaults() (problems []string) {
	if len(c.Telegram) == 0 && os.Getenv(telegramTokenEnv) != "" {
		c.Telegram = []TelegramConfig{{}}
	}
	var on []TelegramConfig
	for i, t := range c.Telegram {
		where := "telegram"
		if len(c.Telegram) > 1 {
			where = fmt.Sprintf("telegram, bot %d", i+1)
		}
		if i == 0 {
			t.TokenEnv = cmp.Or(t.TokenEnv, telegramTokenEnv)
		}
		token, err := t.findToken()
		if err != nil {
			problems = append(problems, where+": "+err.Error())
			continue
		}
		if token == "" {
			if len(c.Telegram) > 1 || t.TokenEnv != telegramTokenEnv {
				problems = append(problems, where+": there is no token: set token, token_file, or the environment variable that token_env names")
			}
			continue
		}
		t.Token = token
		t.Pack = cmp.Or(t.Pack, c.Packs[0])
		t.Webhook.Listen = cmp.Or(t.Webhook.Listen, ":8443")
		if !slices.Contains(c.Packs, t.Pack) {
			problems = append(problems, fmt.Sprintf("%s: pack %q is not among packs: add it there, or name one of them", where, t.Pack))
		}
		if t.Limits.Overall < 0 || t.Limits.Chat < 0 || t.Limits.Group < 0 {
			problems = append(problems, where+": limits are numbers of messages, 1 or more")
		}
		on = append(on, t)
	}
	c.Telegram = on
	return problems
}

// findToken takes the token from where it is, the most specific place first.
func (t *TelegramConfig) findToken() (secret, error) {
	if t.Token != "" {
		return t.Token, nil
	}
	if t.TokenFile != "" {
		data, err := os.ReadFile(t.TokenFile)
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("there is no token_file %s: write the token from @BotFather into it", t.TokenFile)
		}
		return secret(strings.TrimSpace(string(data))), err
	}
	if t.TokenEnv != "" {
		return secret(strings.TrimSpace(os.Getenv(t.TokenEnv))), nil
	}
	return "", nil
}
