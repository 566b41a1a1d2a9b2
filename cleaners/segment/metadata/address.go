package metadata

import (
	"net/url"
	"strings"

	"github.com/winnow-news/winnow/cleaners/dates"
)

// offerAddress lets a link, made absolute, take a field.
func (c *claims) offerAddress(field *claim, from source, link string) {
	field.offer(from, c.absolute(link))
}

// absolute resolves link against the page's base. It returns "" for what doesn't
// lead to a web page.
func (c *claims) absolute(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || link == "" {
		return ""
	}
	if c.base != nil {
		u = c.base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// offerCanonical offers the page's own address. A link to the front page from
// a page that is not it is a template's mistake.
func (c *claims) offerCanonical(from source, link string) {
	link = c.absolute(link)
	u, err := url.Parse(link)
	if err != nil || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && c.address != nil && strings.Trim(c.address.Path, "/") != "" {
		return
	}
	c.canonical.offer(from, link)
}

// dayOfPath finds /2026/03/04/ or 2026-03-04 in a URL's path.
func dayOfPath(path string) string {
	for i := 0; i+len("2026/3/4") <= len(path); i++ {
		if (path[i] == '1' || path[i] == '2') && (i == 0 || !isDigit(path[i-1])) {
			if day := leadingDay(path[i:]); day != "" {
				return day
			}
		}
	}
	return ""
}

// leadingDay reads the YYYY/MM/DD that s begins with; the two separators are
// the same, a slash or a dash.
func leadingDay(s string) string {
	if len(s) < 5 || s[4] != '/' && s[4] != '-' {
		return ""
	}
	parts := strings.SplitN(s, s[4:5], 3)
	if len(parts) < 3 || len(parts[0]) != 4 || len(parts[1]) > 2 {
		return ""
	}
	n := 0
	for n < len(parts[2]) && isDigit(parts[2][n]) {
		n++
	}
	return dates.FindDay(parts[0] + "-" + parts[1] + "-" + parts[2][:n])
}

// isDigit reports an ASCII digit.
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
