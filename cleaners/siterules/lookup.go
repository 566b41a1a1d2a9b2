package siterules

import (
	"fmt"
	"net/netip"
	"strings"
	"sync"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// Rules is what one document obeys: those for the narrowest host first, those for all
// sites last. Nil is nothing.
type Rules struct {
	parts     []*part
	scratches *sync.Pool // of *scratch, the set's
	onPage
}

// What a site in a part has at its beginning or end, where it is not a host with all
// below it.
const (
	exactSite = "="  // that host alone, with or without its www
	belowSite = "."  // the hosts below it alone
	anySuffix = ".*" // behind a name: that name with any public suffix
)

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
	host = asciiHost(host)
	bare := strings.TrimPrefix(host, "www.")
	add(s.bySite[exactSite+bare])
	for rest := host; rest != ""; {
		add(s.bySite[rest])
		if rest != host || rest == bare {
			add(s.bySite[belowSite+parentOf(rest)])
		}
		rest = parentOf(rest)
	}
	if s.suffixes {
		suffix, _ := publicsuffix.PublicSuffix(host)
		for rest := strings.TrimSuffix(strings.TrimSuffix(host, suffix), "."); rest != ""; rest = parentOf(rest) {
			add(s.bySite[rest+anySuffix])
		}
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
	return &Rules{parts: found, scratches: &s.scratches}
}

// NamesTokens reports whether some rules name a site as streams call it: else a document
// whose host is known needs no site.
func (s *Set) NamesTokens() bool { return s.tokens }

// parentOf returns the host above another, "" for none.
func parentOf(host string) string {
	_, parent, _ := strings.Cut(host, ".")
	return parent
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
			s.suffixes = s.suffixes || strings.HasSuffix(site, anySuffix)
			s.tokens = s.tokens || !strings.Contains(strings.TrimLeft(site, exactSite+belowSite), ".")
			if token := tokenOf(site); token != site && isWholeSite(site) {
				s.byToken[token] = append(s.byToken[token], int32(i))
			}
		}
	}
}

// isWholeSite reports a host, or all hosts below one, that streams have a token for. That
// of a.example.com would be the token of another site, a-example.com.
func isWholeSite(site string) bool {
	host := strings.TrimLeft(site, exactSite+belowSite)
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	return err != nil || domain == host
}

// tokenOf returns what a site of that host is called on a stream.
func tokenOf(host string) string {
	return strings.ReplaceAll(strings.TrimLeft(host, exactSite+belowSite), ".", "-")
}

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
