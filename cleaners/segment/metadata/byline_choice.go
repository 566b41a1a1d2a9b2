package metadata

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// Who wrote an article is stated in several places, and they disagree: templates put
// the publisher in one and the person in another. Each place makes a claim; all are
// ranked together, and the best one wins.

// What a claim is worth by what it names. The weights of places are small against
// these: a person in a poor place beats an outlet in the best one.
const (
	worthPerson  = 100
	worthName    = 40  // one word, a desk, an agency
	worthDoubted = 100 // taken off where the place is aside, or away from the headline
	worthAgreed  = 15  // for each other place that names the same first author
)

// The weights of places, set by hand in the order of how far each can be trusted. With
// them news-fundus, news-aed, news-misinfo and the articles of wcxb-dev have the authors
// right in 81, 89, 81 and 76 of 100 pages.
const (
	weighLinkedData = 32
	weighMeta       = 30
	weighMarkup     = 26
	weighLine       = 24
	weighNamed      = 22
	weighPage       = 16
)

// ChooseByline returns the names of the best claim, and for people why it won. Of
// equals the first wins. Where another place has the same people and more, these are
// added: a list is more often cut short than made up. What readers see adds nobody
// where the page tells programs who the authors are: photographers stand there, and
// links to more.
func ChooseByline(claims []document.BylineClaim) (names []string, why string) {
	best, most := -1, 0
	for i := range claims {
		if worth := worthOf(claims, i); len(claims[i].Names) > 0 && (best < 0 || worth > most) {
			best, most = i, worth
		}
	}
	if best < 0 {
		return nil, ""
	}
	names = claims[best].Names
	stated := claims[best].Place == document.PlaceLinkedData || slices.Contains(agreeing(claims, best), document.PlaceLinkedData)
	for i := range claims {
		c := &claims[i]
		forPrograms := c.Place == document.PlaceMeta || c.Place == document.PlaceLinkedData
		if c.Weight > 0 && !c.Outlet && (forPrograms || !stated) && c.Place != document.PlaceLine && isMoreOf(c.Names, names) {
			names = c.Names
		}
	}
	return spelledBest(names, claims), reasonOf(claims, best)
}

func worthOf(claims []document.BylineClaim, i int) int {
	c := &claims[i]
	worth := c.Weight
	switch {
	case c.Outlet:
	case slices.ContainsFunc(c.Names, isPersonal):
		worth += worthPerson
	case c.Place != document.PlaceElement: // a word in an element is a label as often
		worth += worthName
	}
	return worth + worthAgreed*len(agreeing(claims, i))
}

// agreeing returns the other places that name the same first author.
func agreeing(claims []document.BylineClaim, i int) (places []document.BylinePlace) {
	c := &claims[i]
	for k := range claims {
		o := &claims[k]
		if o.Place != c.Place && len(o.Names) > 0 && len(c.Names) > 0 && !slices.Contains(places, o.Place) && containsName(o.Names, c.Names[0]) {
			places = append(places, o.Place)
		}
	}
	return places
}

func reasonOf(claims []document.BylineClaim, best int) string {
	why := claims[best].From
	switch n := len(agreeing(claims, best)); {
	case claims[best].Outlet:
		why += ", an outlet: nobody else is named"
	case n > 0:
		why += ", as " + strconv.Itoa(n) + " other places"
	case len(claims) > 1:
		why += ", the most reliable of " + strconv.Itoa(len(claims))
	}
	return why
}

func containsName(names []string, name string) bool {
	return slices.ContainsFunc(names, func(other string) bool { return sameName(name, other) })
}

// sameName reports whether two names have the same letters and digits, large or small.
func sameName(a, b string) bool {
	for a != b {
		var x, y rune
		x, a = nextLetter(a)
		y, b = nextLetter(b)
		if x != y {
			return false
		}
	}
	return true
}

// nextLetter returns the first letter or digit of s, small, and what is behind it; 0
// where there is none.
func nextLetter(s string) (rune, string) {
	for i, r := range s {
		switch {
		case r < utf8.RuneSelf && (isLetter(byte(r)) || isDigit(byte(r))):
			return r | 0x20, s[i+1:]
		case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			return unicode.ToLower(r), s[i+utf8.RuneLen(r):]
		}
	}
	return 0, ""
}

// isMoreOf reports whether long has all names of short, and more people.
func isMoreOf(long, short []string) bool {
	if len(long) <= len(short) {
		return false
	}
	for _, name := range short {
		if !containsName(long, name) {
			return false
		}
	}
	return !slices.ContainsFunc(long, func(name string) bool { return !isPersonal(name) })
}

// spelledBest replaces names in capitals by how another place writes them.
func spelledBest(names []string, claims []document.BylineClaim) []string {
	names = slices.Clone(names)
	for i, name := range names {
		if !isAllCapitals(name) {
			continue
		}
		for k := range claims {
			for _, other := range claims[k].Names {
				if sameName(name, other) && !isAllCapitals(other) && strings.ToLower(other) != other {
					names[i] = other
				}
			}
		}
	}
	return names
}

func isAllCapitals(s string) bool {
	return !strings.ContainsFunc(s, unicode.IsLower) && strings.ContainsFunc(s, unicode.IsUpper)
}

// claimByline adds what a place states of the authors to the claims. Names that are
// the site's own are left out where others stand beside them.
func (c *claims) claimByline(place document.BylinePlace, weight int, from, stated string) {
	if stated == "" || len(c.bylines) >= mostCandidates {
		return
	}
	c.claimNames(place, weight, from, authorNames(stated))
}

func (c *claims) claimNames(place document.BylinePlace, weight int, from string, names []string) {
	if len(names) == 0 || len(c.bylines) >= mostCandidates {
		return
	}
	c.bylines = append(c.bylines, document.BylineClaim{Names: names, From: from, Place: place, Weight: weight})
}

// LineClaim is the claim of a line of the text that names the authors, names joined by
// ", ", on a page at pageURL of a site of that name.
func LineClaim(names, pageURL, siteName string) document.BylineClaim {
	c := newClaims(pageURL, document.Hints{SiteName: siteName})
	c.bylines = []document.BylineClaim{{Names: strings.Split(names, ", "), From: "line of the text", Place: document.PlaceLine, Weight: weighLine}}
	c.chooseByline()
	return c.bylines[0]
}

// chooseByline ranks the claims, once the page's names are known.
func (c *claims) chooseByline() (byline string) {
	for i := range c.bylines {
		claim := &c.bylines[i]
		for k, name := range claim.Names {
			claim.Names[k] = c.withoutOutlet(name)
		}
		people := slices.DeleteFunc(slices.Clone(claim.Names), c.isOutlet)
		if claim.Outlet = claim.Outlet || len(people) == 0; len(people) > 0 {
			claim.Names = people
		}
	}
	names, _ := ChooseByline(c.bylines)
	return strings.Join(names, ", ")
}

// withoutOutlet cuts the site's name off behind a person's: "Ada Lee The Courier".
func (c *claims) withoutOutlet(name string) string {
	if c.isOutlet(name) {
		return name
	}
	for at := strings.LastIndexByte(name, ' '); at > 0; at = strings.LastIndexByte(name[:at], ' ') {
		if isPersonal(name[:at]) && c.isNamed(strings.TrimPrefix(name[at+1:], "The ")) {
			return name[:at]
		}
	}
	return name
}

// isNamed reports whether the page states s as the site's name.
func (c *claims) isNamed(s string) bool {
	flat := lettersOf(s)
	return flat != "" && slices.ContainsFunc(c.siteNames, func(name string) bool { return strings.TrimPrefix(name, "the") == flat })
}

// isOutlet reports whether a name is the site's, its owner's or its address.
func (c *claims) isOutlet(name string) bool {
	if c.isSite(name) || c.isSite(strings.TrimPrefix(name, "The ")) {
		return true
	}
	flat := strings.TrimPrefix(lettersOf(name), "the")
	return slices.ContainsFunc(c.owners, func(owner string) bool { return strings.TrimPrefix(owner, "the") == flat })
}

// addOwner notes who holds the rights to the page: templates state the same name as
// its author.
func (c *claims) addOwner(stated string) {
	words := strings.FieldsFunc(shape.Fold(unescaped(stated)), func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '.' })
	words = slices.DeleteFunc(words, func(w string) bool {
		small := strings.ToLower(strings.Trim(w, "()©®:;-–"))
		return small == "" || small == "c" || small == "copyright" || small == "by" || strings.Trim(small, "0123456789-–") == ""
	})
	if owner := lettersOf(strings.Join(words, " ")); owner != "" && len(words) <= mostAuthorWords {
		c.owners = append(c.owners, owner)
	}
}
