package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"limber/knowledge"
	"limber/knowledge/text"
)

// Config is the configuration file. config.example.yaml says what each setting
// does, with its default.
type Config struct {
	// Database is the SQLite file, or the URL of a PostgreSQL database. Default
	// limber.db, in the working directory.
	Database string `yaml:"database"`
	// DatabaseFile holds nothing but what Database would say: a URL has a
	// password in it.
	DatabaseFile string `yaml:"database_file"`
	// Packs are names of built-in packs or folders. Default foam-rolling.
	Packs []string `yaml:"packs"`
	// RetentionDays is how long conversations, ended sessions and unanswered
	// questions are kept. Default 90.
	RetentionDays int `yaml:"retention_days"`
	// Telegram are the bots on Telegram, one or a list.
	Telegram []TelegramConfig `yaml:"telegram"`
	// Discord are the bots on Discord, one or a list.
	Discord  []DiscordConfig `yaml:"discord"`
	Terminal TerminalConfig  `yaml:"terminal"`
	// Admin is where the operator's HTTP listens, host:port. Default "": nowhere.
	Admin string    `yaml:"admin"`
	Log   LogConfig `yaml:"log"`
}

// TerminalConfig is for the chat in the terminal.
type TerminalConfig struct {
	// Pack is one of Packs, or several in several languages. Default: the first.
	Pack packNames `yaml:"pack"`
	// Bell rings at each step. Default true.
	Bell *bool `yaml:"bell"`
}

// LogConfig is for the operator's log.
type LogConfig struct {
	// Level is debug, info, warn or error. Default info.
	Level slog.Level `yaml:"level"`
	// File takes the log. Default: standard error, or limber.log where the
	// screen is used for chat.
	File string `yaml:"file"`
}

// defaultConfig is read if it is there and no other is named.
const defaultConfig = "config.yaml"

// loadConfig reads a configuration. All mistakes come at once.
func loadConfig(name string) (Config, error) {
	c := Config{}
	path := cmp.Or(name, defaultConfig)
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && name == "":
		data = nil
	case errors.Is(err, fs.ErrNotExist):
		return c, fmt.Errorf("there is no configuration file %s: copy config.example.yaml, or leave -config out", path)
	case err != nil:
		return c, fmt.Errorf("reading the configuration: %w", err)
	}
	var problems []string
	var docs []yaml.Node
	if err := yaml.Load(data, &docs, yaml.WithAllDocuments()); err != nil {
		return c, fmt.Errorf("%s: %w", path, err)
	}
	if len(docs) > 0 {
		listed(&docs[0], "telegram", "discord")
		problems = append(problems, configProblems(path, docs[0].Load(&c, yaml.WithKnownFields()))...)
	}
	c.setDefaults()
	for _, problem := range slices.Concat(c.setDatabase(), c.setTelegramDefaults(), c.setDiscordDefaults()) {
		problems = append(problems, path+": "+problem)
	}
	if c.RetentionDays < 1 {
		problems = append(problems, path+": retention_days is a number of days, 1 or more")
	}
	if _, _, err := net.SplitHostPort(c.Admin); c.Admin != "" && err != nil {
		problems = append(problems, fmt.Sprintf("%s: admin: %q is no address: it looks like 127.0.0.1:9090", path, c.Admin))
	}
	problems = append(problems, c.Terminal.Pack.problems(path+": terminal", c.Packs)...)
	if len(problems) > 0 {
		return c, errors.New(strings.Join(problems, "\n"))
	}
	return c, nil
}

// connected reports whether a chat platform is turned on.
func (c *Config) connected() bool { return len(c.Telegram)+len(c.Discord) > 0 }

// databaseEnv is the environment variable that names the database where the
// configuration does not.
const databaseEnv = "LIMBER_DATABASE"

// setDatabase takes the database's name from where it is: the setting itself, a
// file, the environment. A file that says nothing is a mistake: the default
// would be another database than the one that is meant.
func (c *Config) setDatabase() (problems []string) {
	if c.Database == "" && c.DatabaseFile != "" {
		const what = "the database's URL"
		name, err := contentOf("database_file", c.DatabaseFile, what)
		if err == nil && name == "" {
			err = fmt.Errorf("database_file %s is empty: write %s into it", c.DatabaseFile, what)
		}
		if err != nil {
			return []string{err.Error()}
		}
		c.Database = string(name)
	}
	c.Database = cmp.Or(c.Database, string(tokenIn(databaseEnv)), "limber.db")
	return nil
}

func (c *Config) setDefaults() {
	if len(c.Packs) == 0 {
		c.Packs = []string{"foam-rolling"}
	}
	c.RetentionDays = cmp.Or(c.RetentionDays, 90)
	c.Terminal.Pack = c.Terminal.Pack.or(c.Packs...)
	if c.Terminal.Bell == nil {
		c.Terminal.Bell = new(true)
	}
}

var unknownSetting = regexp.MustCompile(`^field (.+) not found in type (\S+)$`)

// configProblems words what the YAML library found, with a suggestion for an
// unknown setting.
func configProblems(path string, err error) []string {
	var all *yaml.LoadErrors
	if !errors.As(err, &all) {
		if err != nil {
			return []string{path + ": " + err.Error()}
		}
		return nil
	}
	var list []string
	for _, e := range all.Errors {
		message := e.Message
		if m := unknownSetting.FindStringSubmatch(message); m != nil {
			known := settings(reflect.TypeFor[Config](), m[2])
			message = fmt.Sprintf("unknown setting %q; there are %s", m[1], strings.Join(known, ", "))
			if near := text.Nearest(m[1], known); near != "" {
				message = fmt.Sprintf("unknown setting %q; did you mean %q?", m[1], near)
			}
		}
		list = append(list, fmt.Sprintf("%s:%d:%d: %s", path, e.Mark.Line, e.Mark.Column, message))
	}
	return list
}

// settings lists the keys of the named type inside t.
func settings(t reflect.Type, name string) []string {
	var keys []string
	for i := range t.NumField() {
		f := t.Field(i)
		key, tagged := f.Tag.Lookup("yaml")
		if !tagged {
			continue
		}
		if t.String() == name {
			keys = append(keys, key)
		}
		inner := f.Type
		if inner.Kind() == reflect.Slice || inner.Kind() == reflect.Map {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			keys = append(keys, settings(inner, name)...)
		}
	}
	return keys
}

// openPack opens a pack by name or folder, with its mistakes in the error.
func openPack(name string) (*knowledge.Pack, error) {
	if isTerminal(os.Stderr) {
		defer waiting(os.Stderr, "Opening the pack "+name)()
	}
	p, err := knowledge.Find(name)
	var problems knowledge.Problems
	if errors.As(err, &problems) {
		return nil, fmt.Errorf("the pack %s has %d mistakes:\n%w", name, len(problems), problems)
	}
	return p, err
}
