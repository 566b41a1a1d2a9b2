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
	if c.address == nil || sameSite(u.Hostname(), c.address.Hostname()) {
		c.offerDayOf(u)
	}
}

// sameSite reports whether two hosts are the same but for the first label, such as
// www.
func sameSite(a, b string) bool {
	return a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a) || strings.TrimPrefix(a, "www.") == strings.TrimPrefix(b, "www.")
}

// offerDayOf offers the day in the path of the page's address.
func (c *claims) offerDayOf(u *url.URL) {
	if c.day == "" {
		c.day = dayOfPath(u.Path)
		c.published.offer(fromAddress, c.day)
	}
}

// dayOfPath finds /2026/03/04/, /2026/mar/04/, /2026-03/04/, 2026-03-04 or 20260304
// in a URL's path.
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

// longestDay is how many bytes a date in a path takes at most.
const longestDay = len("2026/mar/04")

// leadingDay reads the date that s begins with. Its separators are slashes or dashes;
// without them it has eight digits, or fourteen with the time of day.
func leadingDay(s string) string {
	digits := 0
	for digits < len(s) && isDigit(s[digits]) {
		digits++
	}
	switch {
	case digits == len("20260304"), digits == len("20260304090315"):
		return dates.FindDay(s[:len("20260304")])
	case digits != 4 || len(s) < 6 || s[4] != '/' && s[4] != '-':
		return ""
	}
	end := 5
	for end < len(s) && end < longestDay && (isDigit(s[end]) || isLetter(s[end]) || s[end] == '/' || s[end] == '-') {
		end++
	}
	parts := strings.FieldsFunc(s[5:end], func(r rune) bool { return r == '/' || r == '-' })
	if len(parts) < 2 || len(parts[0]) == 0 {
		return ""
	}
	n := 0
	for n < len(parts[1]) && isDigit(parts[1][n]) {
		n++
	}
	if n == 0 || n > 2 || !isDigit(parts[0][0]) && len(parts[0]) != 3 || isDigit(parts[0][0]) && len(parts[0]) > 2 {
		return ""
	}
	return dates.FindDay(s[:4] + "-" + parts[0] + "-" + parts[1][:n])
}

// isLetter reports an ASCII letter.
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isDigit reports an ASCII digit.
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
