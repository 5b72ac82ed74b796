package telegram

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// hosts are the names that Telegram takes in links to the web, and actions those
// in tg links.
var (
	hosts   = regexp.MustCompile(`^([-_0-9A-Za-z\x{80}-\x{10FFFF}]+\.)+[-_0-9A-Za-z\x{80}-\x{10FFFF}]+$`)
	actions = regexp.MustCompile(`^[-_0-9A-Za-z]+$`)
)

// canOpen reports whether Telegram surely takes a link: it refuses the whole
// message for one that it does not. It takes no mailto, which it would read as a
// host, and a tg link to a user only if the bot knows them.
func canOpen(link string) bool {
	u, err := url.Parse(link)
	if err != nil || u.User != nil || strings.ContainsFunc(link, unicode.IsSpace) {
		return false
	}
	switch u.Scheme {
	case "tg":
		return actions.MatchString(u.Host) && !strings.EqualFold(u.Host, "user")
	case "http", "https":
		port, err := strconv.Atoi("0" + u.Port())
		return hosts.MatchString(u.Hostname()) && err == nil && port <= 65535
	default:
		return false
	}
}
