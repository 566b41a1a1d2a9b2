package segment

import (
	"net/url"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// maxBlockLinks is how many of a block's links are looked at. A headline has one.
const maxBlockLinks = 3

// blockLinks are the addresses of a block's first links, as they stand in the page.
type blockLinks struct {
	hrefs [maxBlockLinks]string
	n     int
}

// note adds the address of a link of which the block has a word.
func (l *blockLinks) note(href string) {
	if l.n > 0 && l.hrefs[l.n-1] == href || l.n == maxBlockLinks {
		return
	}
	l.hrefs[l.n] = href
	l.n++
}

// lead returns where the links lead: of several the one that tells the most.
func (l *blockLinks) lead(of site) (most document.Leads) {
	for _, href := range l.hrefs[:l.n] {
		most = max(most, of.classify(href))
	}
	return most
}

// site is what tells a page's own site from others.
type site struct{ domain, path string }

// siteOf returns the site of a page by the first of its addresses that has a host.
func siteOf(addresses ...string) site {
	for _, address := range addresses {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			return site{strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."), u.Path}
		}
	}
	return site{}
}

// classify returns where an address leads, as it stands in the page. It reads no
// more of it than that takes: a page has hundreds.
func (s site) classify(href string) document.Leads {
	href = strings.TrimSpace(href)
	if href == "" || href[0] == '#' {
		return document.LinkPart
	}
	rest, hasHost := strings.CutPrefix(href, "//")
	if scheme := strings.IndexByte(href, ':'); !hasHost && scheme > 0 && !strings.ContainsAny(href[:scheme], "/?#") {
		if rest, hasHost = strings.CutPrefix(href[scheme+1:], "//"); !hasHost {
			return document.LinkPart
		}
	}
	path := href
	if hasHost {
		end := strings.IndexAny(rest, "/?#")
		if end < 0 {
			end = len(rest)
		}
		if !s.owns(rest[:end]) {
			return document.LinkAway
		}
		path = rest[end:]
	}
	return s.classifyPath(path)
}

func (s site) classifyPath(path string) document.Leads {
	path, part, _ := strings.Cut(path, "#")
	if path == "" || part != "" && path == s.path {
		return document.LinkPart
	}
	if isStoryPath(path) {
		return document.LinkStory
	}
	return document.LinkSite
}

// owns reports whether a host is of the site: the same, or one below the other.
func (s site) owns(host string) bool {
	host, _, _ = strings.Cut(strings.ToLower(host), ":")
	host = strings.TrimPrefix(host, "www.")
	if s.domain == "" {
		return false
	}
	return host == s.domain || isBelow(host, s.domain) || isBelow(s.domain, host)
}

// isBelow reports whether a host is in the domain of another, which has a dot.
func isBelow(host, domain string) bool {
	return strings.HasSuffix(host, domain) && strings.HasSuffix(strings.TrimSuffix(host, domain), ".") && strings.Contains(domain, ".")
}

// What makes an address that of an article: the words of a headline, or a number
// that a section doesn't have.
const (
	storyWords  = 4 // parted by dashes or underscores, in one part of the path
	storyDigits = 5 // one after the other, or
	storyYear   = 6 // digits in all, as of a date
)

// isStoryPath reports whether a path and its query look like those of an article.
func isStoryPath(path string) bool {
	marks, run, longest, digits := 0, 0, 0, 0
	for i := range len(path) {
		c := path[i]
		if c >= '0' && c <= '9' {
			run++
			digits++
			longest = max(longest, run)
			continue
		}
		run = 0
		switch c {
		case '-', '_', '+':
			marks++
			if marks >= storyWords-1 {
				return true
			}
		case '/', '?', '&':
			marks = 0
		}
	}
	return longest >= storyDigits || digits >= storyYear
}
