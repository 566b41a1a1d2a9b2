package memory

import (
	"strings"
	"unicode/utf8"
)

// FNV-1a (Fowler, Noll, Vo), over bytes or runes.
const (
	fnvOffset uint64 = 14695981039346656037
	fnvPrime  uint64 = 1099511628211
)

// NameHash returns the hash by which a document is counted: of its canonical
// address, else its address, else its id. So an article that was changed and
// sent in again counts once. An address that names no page but the site or its
// feed does not count: see NamesNoPage. It is never 0.
func NameHash(canonical, url, id string) uint32 {
	name := id
	switch {
	case canonical != "" && (!NamesNoPage(canonical) || id == "" && url == ""):
		name, _, _ = strings.Cut(canonical, "#")
	case url != "" && (!NamesNoPage(url) || id == ""):
		name, _, _ = strings.Cut(url, "#")
	}
	h := fnvOffset
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * fnvPrime
	}
	return max(1, uint32(mix(h)))
}

// NamesNoPage reports whether an address is that of a whole site or of its feed:
// without a path and a query, or with the path of a home page or a feed. Scrapers
// that follow a feed send it with every article. Documents that were counted by
// it would be one.
func NamesNoPage(address string) bool {
	address, _, _ = strings.Cut(address, "#")
	_, rest, found := strings.Cut(address, "//")
	if !found {
		rest = address
	}
	_, path, _ := strings.Cut(rest, "/")
	if path == "" {
		return !strings.Contains(rest, "?")
	}
	switch path = strings.ToLower(strings.Trim(path, "/")); path {
	case "", "home", "index", "feed", "rss", "atom":
		return true
	}
	base, end, _ := cutLast(path, ".")
	switch end {
	case "rss", "atom", "rdf":
		return true
	case "html", "htm", "php", "asp", "aspx", "jsp", "xml":
		return base == "index" || base == "home" || base == "default" || base == "feed" || base == "rss" || base == "atom"
	}
	return false
}

// cutLast cuts s around the last separator.
func cutLast(s, separator string) (before, after string, found bool) {
	if at := strings.LastIndex(s, separator); at >= 0 {
		return s[:at], s[at+len(separator):], true
	}
	return s, "", false
}

// Fingerprint returns a hash of a paragraph's letters and digits in lower case:
// it is the same whatever white space, punctuation and case were scraped. Its
// values are in stored memory: they must stay.
func Fingerprint(text string) uint64 {
	h := fnvOffset
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if kept := printed[c]; kept != 0 {
				h = (h ^ uint64(kept)) * fnvPrime
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		if lower, ok := lowerLetter(r); ok || isDigit(r) {
			h = (h ^ uint64(lower)) * fnvPrime
		}
	}
	return mix(h)
}

// printed has every letter of ASCII in lower case, and every digit; 0 for what a
// fingerprint leaves out.
var printed = func() (of [utf8.RuneSelf]byte) {
	for c := range of {
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			of[c] = byte(c) | 0x20
		case '0' <= c && c <= '9':
			of[c] = byte(c)
		}
	}
	return of
}()

// mix spreads a hash over all bits (the finalizer of SplitMix64, Steele, Lea
// and Flood 2014): small bottom sets need evenly distributed hashes.
func mix(h uint64) uint64 {
	h ^= h >> 30
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 27
	h *= 0x94d049bb133111eb
	return h ^ h>>31
}
