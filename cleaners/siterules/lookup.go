package siterules

import (
	"fmt"
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
)

// Rules is what one document obeys: those for the narrowest host first, those for all
// sites last. Nil is nothing.
type Rules struct{ parts []*part }

// For returns the rules for the documents of a host ("www.example.com"), or, where
// that is not known, of a site ("example-com"). It returns nil where there are none.
func (s *Set) For(host, site string) *Rules {
	if s == nil || len(s.parts) == 0 {
		return nil
	}
	var found []*part
	add := func(at []int32) {
		for _, i := range at {
			found = append(found, &s.parts[i])
		}
	}
	for rest := asciiHost(host); rest != ""; {
		add(s.bySite[rest])
		_, rest, _ = strings.Cut(rest, ".")
	}
	if site != "" && site != host {
		add(s.bySite[site])
	}
	if host == "" {
		add(s.byToken[site])
	}
	if add(s.everywhere); len(found) == 0 {
		return nil
	}
	return &Rules{found}
}

// index fills in which parts are for which site.
func (s *Set) index() {
	s.bySite, s.byToken = map[string][]int32{}, map[string][]int32{}
	for i := range s.parts {
		p := &s.parts[i]
		if len(p.sites) == 0 {
			s.everywhere = append(s.everywhere, int32(i))
		}
		for _, site := range p.sites {
			s.bySite[site] = append(s.bySite[site], int32(i))
			if token := tokenOf(site); token != site {
				s.byToken[token] = append(s.byToken[token], int32(i))
			}
		}
	}
}

// tokenOf returns what a site of that host is called on a stream.
func tokenOf(host string) string { return strings.ReplaceAll(host, ".", "-") }

// asciiHost returns a host as it is asked for by name, "" for what is none.
func asciiHost(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for i := range len(host) {
		if host[i] >= 0x80 {
			ascii, err := idna.Punycode.ToASCII(host)
			if err != nil {
				return ""
			}
			return ascii
		}
	}
	return host
}

// readSite reads a site as people name it: a host, or what a stream calls a site. Its
// error says what is wanted in place of what is none.
func readSite(written string) (string, error) {
	if rest, ok := strings.CutPrefix(written, "*."); ok {
		return "", fmt.Errorf("%q: a site has its subdomains anyway, write %s", written, rest)
	}
	if rest, ok := strings.CutPrefix(written, "."); ok {
		return "", fmt.Errorf("%q: a site has its subdomains anyway, write %s", written, rest)
	}
	if _, rest, ok := strings.Cut(written, "://"); ok {
		host, _, _ := strings.Cut(rest, "/")
		return "", fmt.Errorf("%q: want a host in place of an address, write %s", written, host)
	}
	if host, _, ok := strings.Cut(written, "/"); ok {
		return "", fmt.Errorf("%q: want a host in place of an address, write %s", written, host)
	}
	if _, err := netip.ParseAddr(written); err == nil {
		return written, nil
	}
	host := asciiHost(written)
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return "", fmt.Errorf("%q is no host: want one such as example.com", written)
		}
	}
	return host, nil
}
