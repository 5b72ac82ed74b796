package main

import (
	"cmp"
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
	// Pack is one of Packs, or several in several languages. Default: the first.
	Pack packNames `yaml:"pack"`
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
	Secret secret `yaml:"secret"` // default: one made of the token
}

// TelegramLimitsConfig is how many messages may be sent. 0 is the default.
type TelegramLimitsConfig struct {
	Overall int `yaml:"overall"` // a second, in all chats; default 30
	Chat    int `yaml:"chat"`    // a second, in one chat; default 1
	Group   int `yaml:"group"`   // a minute, in one group; default 20
}

// setTelegramDefaults finds the tokens and drops bots that are not turned on:
// without a token, and with none of their own named.
func (c *Config) setTelegramDefaults() (problems []string) {
	if len(c.Telegram) == 0 && tokenIn(telegramTokenEnv) != "" {
		c.Telegram = []TelegramConfig{{}}
	}
	var on []TelegramConfig
	for i, t := range c.Telegram {
		where := which("telegram", i, len(c.Telegram))
		token, err := findToken(t.Token, t.TokenFile, t.TokenEnv, i, telegramTokenEnv)
		switch {
		case err != nil:
			problems = append(problems, where+": "+err.Error())
			continue
		case token == "":
			if len(c.Telegram) > 1 || t.TokenEnv != "" && t.TokenEnv != telegramTokenEnv {
				problems = append(problems, where+": "+noToken)
			}
			continue
		}
		t.Token = token
		t.Pack = t.Pack.or(c.Packs...)
		t.Webhook.Listen = cmp.Or(t.Webhook.Listen, ":8443")
		problems = append(problems, t.Pack.problems(where, c.Packs)...)
		if t.Limits.Overall < 0 || t.Limits.Chat < 0 || t.Limits.Group < 0 {
			problems = append(problems, where+": limits are numbers of messages, 1 or more")
		}
		on = append(on, t)
	}
	c.Telegram = on
	return problems
}
