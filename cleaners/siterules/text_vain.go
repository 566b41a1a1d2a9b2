package siterules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// vain finds rules for text that change nothing, since another rule for the same site
// says the same, or keeps what they take out.
type vain struct {
	set   *Set
	line  line
	found map[string]Problem   // by where
	same  map[string]*textRule // rules that can only be compared as a whole, by what they say

	forAll bool // the rule in hand is for all sites
	left   int  // how many comparisons there may still be
}

// mostCompared is how many comparisons of rules with each other loading a set may take:
// a second. A thousand sites with ten rules each and a hundred for all take a million.
const mostCompared = 10_000_000

// findVain returns a warning for each rule in vain.
func (s *Set) findVain() (all Problems) {
	v := vain{set: s, found: map[string]Problem{}, left: mostCompared}
	for _, site := range slices.Sorted(maps.Keys(s.bySite)) {
		v.check(s.bySite[site], s.rulesOf(&part{sites: []string{site}}))
	}
	v.check(s.everywhere, s.For("", ""))
	for _, w := range slices.Sorted(maps.Keys(v.found)) {
		all = append(all, v.found[w])
	}
	if v.left <= 0 {
		all = append(all, Problem{".", 0, "has too many rules for text to compare all with each other: some may say the same, or in vain"})
	}
	return all
}

// check looks at the rules of some parts among all that a document obeys.
func (v *vain) check(own []int32, scope *Rules) {
	v.same = map[string]*textRule{}
	for _, i := range own {
		lines := v.set.parts[i].lines
		if lines == nil {
			continue
		}
		v.forAll = len(v.set.parts[i].sites) == 0
		for k := range lines.rules {
			v.rule(&lines.rules[k], scope)
		}
	}
}

func (v *vain) rule(r *textRule, scope *Rules) {
	if v.left--; v.left <= 0 {
		return
	}
	key := fmt.Sprint(r.rule, r.until, r.reach, conds(r.from), "/", conds(r.to))
	if other := v.same[key]; other != nil {
		v.warn(r, "says the same as "+other.where)
		return
	}
	v.same[key] = r
	if r.lines {
		return
	}
	inVain := make([]string, 0, len(r.from))
	for i := range r.from {
		if by := v.by(r, &r.from[i], scope); by != "" {
			inVain = append(inVain, by)
		}
	}
	if len(inVain) == len(r.from) {
		v.warn(r, inVain[0])
	} else if len(inVain) > 0 {
		v.warn(r, "in part: "+inVain[0])
	}
}

// conds returns conditions as a text that others are compared with.
func conds(all []cond) string {
	var b strings.Builder
	for _, c := range all {
		fmt.Fprintf(&b, "%s %q %t ", c.ask, c.text, c.exact)
	}
	return b.String()
}

// by returns why a condition of r is in vain, empty where it is not.
func (v *vain) by(r *textRule, c *cond, scope *Rules) string {
	for _, p := range scope.parts {
		if p.lines == nil {
			continue
		}
		v.line.rules = p.lines
		for _, exact := range []bool{false, true} {
			if exact && !c.exact {
				continue
			}
			m := &p.lines.loose
			if exact {
				m = &p.lines.exact
			}
			if v.left -= 1 + len(m.search) + len(m.inside); v.left <= 0 {
				return ""
			}
			fold := folded{exact: exact}
			fold.fold(c.shown, whole)
			v.line.compare(m, &fold)
			for _, h := range v.line.hits {
				other := &p.lines.rules[h.rule]
				if why := inVain(r, c, other, p.lines.cond(h.place), v.forAll == (len(p.sites) == 0)); why != "" {
					return why
				}
			}
		}
	}
	return ""
}

// inVain returns why a condition of r is in vain where another rule's holds for its
// text, empty where it is not. Of two rules that say the same, for as many sites, one is
// not in vain.
func inVain(r *textRule, c *cond, other *textRule, by *cond, asMany bool) string {
	if other.lines || r == other || !covers(by, c) {
		return ""
	}
	takes := func(r *textRule) bool { return r.word == "remove" }
	switch {
	case takes(r) && other.word == "keep":
		return fmt.Sprintf("%q never leaves: %s keeps it, and what is kept stays", c.shown, other.where)
	case r.rule == other.rule && !r.field && !(asMany && covers(c, by) && c.text == by.text && isBefore(r, other)):
		return fmt.Sprintf("%q has no effect: %s holds wherever it does", c.shown, other.where)
	}
	return ""
}

// covers reports whether a condition that holds for the text of another holds for each
// line that the other does.
func covers(by, c *cond) bool {
	switch c.ask {
	case equals:
		return by.ask != inside
	case begins, ends:
		return by.ask == c.ask || by.ask == contains
	case contains:
		return by.ask == contains
	}
	return false
}

// isBefore reports which of two rules stays where both say the same.
func isBefore(a, b *textRule) bool {
	if len(a.where) != len(b.where) {
		return len(a.where) < len(b.where)
	}
	return a.where < b.where
}

func (v *vain) warn(r *textRule, why string) {
	if _, found := v.found[r.where]; !found {
		v.found[r.where] = Problem{r.file, r.line, why}
	}
}
