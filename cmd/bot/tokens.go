package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"go.yaml.in/yaml/v4"
)

// secret is a text that does not print.
type secret string

func (secret) String() string   { return "[secret]" }
func (secret) GoString() string { return "[secret]" }

const noToken = "there is no token: set token, token_file, or the environment variable that token_env names"

// findToken takes the token of a platform's i-th bot from where it is: the
// setting itself, a file, the environment. The first bot has a variable of its
// own.
func findToken(token secret, file, env string, i int, first string) (secret, error) {
	if token != "" {
		return token, nil
	}
	if file != "" {
		return contentOf("token_file", file, "the token")
	}
	if i == 0 {
		env = cmp.Or(env, first)
	}
	if env == "" {
		return "", nil
	}
	return tokenIn(env), nil
}

func tokenIn(env string) secret { return secret(strings.TrimSpace(os.Getenv(env))) }

// contentOf reads what the file that a setting names holds.
func contentOf(setting, file, what string) (secret, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("there is no %s %s: write %s into it", setting, file, what)
	}
	return secret(strings.TrimSpace(string(data))), err
}

// which names the i-th of a platform's bots.
func which(platform string, i, of int) string {
	if of > 1 {
		return fmt.Sprintf("%s, bot %d", platform, i+1)
	}
	return platform
}

// listed lets what is named be one bot or a list of bots.
func listed(doc *yaml.Node, names ...string) {
	root := doc
	if root.Kind == yaml.DocumentNode && len(root.Content) > 0 {
		root = root.Content[0]
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		value := root.Content[i+1]
		for _, name := range names {
			if root.Content[i].Value == name && value.Kind == yaml.MappingNode {
				root.Content[i+1] = &yaml.Node{
					Kind: yaml.SequenceNode, Tag: "!!seq", Line: value.Line, Column: value.Column, Content: []*yaml.Node{value},
				}
			}
		}
	}
}
