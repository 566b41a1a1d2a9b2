package main

import (
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners"
)

// siteToken is a site as subjects have it, a token with dashes for dots: courier-example.
// It is also read from a domain or an address, whose site it then is: courier.example.
type siteToken string

// UnmarshalText reads a site. Its error says what is wanted.
func (s *siteToken) UnmarshalText(text []byte) error {
	name := string(text)
	if strings.ContainsAny(name, "*> \t") {
		return fmt.Errorf("%q is no site, want one such as courier.example or courier-example", name)
	}
	if strings.ContainsRune(name, '.') {
		address := name
		if !strings.Contains(address, "://") {
			address = "https://" + address
		}
		if name = cleaners.Site(address); strings.Trim(name, "-") == "" {
			return fmt.Errorf("%q is no site, want one such as courier.example or courier-example", text)
		}
	}
	*s = siteToken(name)
	return nil
}
