package cleaners

import (
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Site returns the site that a URL belongs to: its registrable domain (by the
// Public Suffix List), lower-cased, dots as dashes, so that it is one token of
// a NATS subject. It is empty when the URL names no host.
func Site(rawURL string) string {
	return siteOf(hostOf(rawURL))
}

// siteOf returns the site of a host, empty for none.
func siteOf(host string) string {
	if host == "" {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		domain = host // an address, or a name without a dot
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '.', ':', '*', '>', ' ':
			return '-'
		}
		return r
	}, domain)
}

// hostOf returns the host of an address, empty when it names none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
}
