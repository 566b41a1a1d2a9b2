package siterules

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// TestHugeRulesAreRefusedOrRead loads files that would take a reader's stack, its memory
// or its hours: a file that is refused costs nothing but itself.
func TestHugeRulesAreRefusedOrRead(t *testing.T) {
	domains := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%x.example,", i)
		}
		return strings.TrimSuffix(b.String(), ",")
	}
	deep := func(open, middle, close string) string {
		return strings.Repeat(open, 1_000_000) + middle + strings.Repeat(close, 1_000_000)
	}
	for name, c := range map[string]struct{ file, text, want string }{
		"brackets":       {"a.com.txt", "body: " + deep("(", "//p", ")"), "a.com.txt:1: body: XPath: has 2000003 bytes: at most 10000 can be"},
		"signs":          {"a.com.txt", "body: " + deep("-", "1", ""), "a.com.txt:1: body: XPath: has"},
		"predicates":     {"a.com.txt", "body: //a" + deep("[b", "", "]"), "a.com.txt:1: body: XPath: has"},
		"steps":          {"a.com.txt", "strip: " + deep("/a/..", "", ""), "a.com.txt:1: strip: XPath: has"},
		"simple steps":   {"a.com.txt", "strip: " + deep("//a", "", ""), "a.com.txt:1: strip: XPath: has"},
		"just below":     {"a.com.txt", "strip: //p[contains(., '" + strings.Repeat("a", 9_900) + "')]/..", ""},
		"a selector":     {"a.filters", "##" + deep("a>", "b", ""), "a.filters:1: its selector has 2000001 bytes: at most 10000 can be"},
		"many domains":   {"a.filters", domains(50_000) + "##.ad", ""},
		"many of both":   {"a.filters", domains(100_000) + "##" + strings.Repeat(".a,", 2_000) + ".b", "a.filters:1: with this line the list hides something of a site 200100000 times"},
		"many sites":     {"a.rules", "site " + strings.ReplaceAll(domains(50_000), ",", " ") + "\nremove: line equals \"A\"", ""},
		"many rules":     {"a.rules", "everywhere\n" + rulesLike("remove: line like \"*a%d*\"\n", 5_000) + "everywhere\n" + rulesLike("remove: line like \"*b%d*\"\n", 5_000), ""},
		"a zero byte":    {"a.rules", "everywhere\nremove: line equals \"A\x00\"", "a.rules:2: has a zero byte"},
		"UTF-16, no BOM": {"a.com.txt", "b\x00o\x00d\x00y\x00", "a.com.txt:1: has a zero byte"},
		"no text":        {"a.filters", "\x89PNG\r\n\x1a\n\x00\xff", "a.filters:1: is not UTF-8"},
	} {
		start := time.Now()
		_, err := FromFiles(map[string][]byte{c.file: []byte(c.text)})
		if took := time.Since(start); took > longestSelect {
			t.Errorf("%s: took %s", name, took)
		} else if testing.Verbose() {
			t.Log(name, took)
		}
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %.300s", name, err)
		case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)):
			t.Errorf("%s: %.300v; want %s", name, err, c.want)
		}
	}
}

func rulesLike(form string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, form, i)
	}
	return b.String()
}

// TestVeryManyHitsCountForNothing has more rules hold than can be weighed: none does, the
// page is left as it is, and it is said.
func TestVeryManyHitsCountForNothing(t *testing.T) {
	set, err := FromFiles(map[string][]byte{"a.com.txt": []byte(strings.Repeat("strip: //p\ntitle: //html\n", 3_000))})
	if err != nil {
		t.Fatal(err)
	}
	page := parsed1(t, "<body>"+strings.Repeat("<p>The ferry stops.</p>", 50)+strings.Repeat("<i></i>", 200))
	rules := set.For("a.com", "")
	if said := rules.Select(page); len(said) > 0 || len(rules.Notes()) != 1 {
		t.Errorf("%d said, notes %q", len(said), rules.Notes().Error())
	}
	set, err = FromFiles(map[string][]byte{"a.rules": []byte("site a.com\n" + rulesLike("remove: line contains \"ferry\", \"%d\"\n", 1_000))})
	if err != nil {
		t.Fatal(err)
	}
	doc := document.Document{Text: strings.Repeat("The ferry stops.\n", 500)}
	doc.Source = doc.Text
	for i := range 500 {
		doc.Blocks = append(doc.Blocks, document.Block{Span: document.Span{Start: i * 17, End: i*17 + 16}})
	}
	rules = set.For("a.com", "")
	if rules.Lines(&doc); len(doc.Ruled) > 0 || len(rules.Notes()) != 1 {
		t.Errorf("%d ruled, notes %q", len(doc.Ruled), rules.Notes().Error())
	}
}

// TestALineThatNearlyMatchesEverywhereEnds has a page repeat what a rule for what is
// inside of a line looks for, with its end out of reach.
func TestALineThatNearlyMatchesEverywhereEnds(t *testing.T) {
	set, err := FromFiles(map[string][]byte{"a.rules": []byte("site a.com\nremove: inside \"(*: *)\"\nremove: inside \"Photo*by*of*.\"\nkeep: line like \"*a*a*a*a*a*a*b\"\n")})
	if err != nil {
		t.Fatal(err)
	}
	filler := strings.Repeat("u", 500)
	for name, line := range map[string]string{
		"brackets": strings.Repeat("(: ", 100_000) + filler + ")",
		"words":    strings.Repeat("photo by of ", 50_000) + filler + ".",
		"half":     strings.Repeat("photo by ", 50_000) + filler + " of.",
		"letters":  strings.Repeat("a", 1_000_000),
	} {
		doc := document.Document{Text: line, Source: line, Blocks: []document.Block{{Span: document.Span{End: len(line)}}}}
		start := time.Now()
		set.For("a.com", "").Lines(&doc)
		if took := time.Since(start); took > longestSelect/10 {
			t.Errorf("%s: took %s", name, took)
		} else if testing.Verbose() {
			t.Log(name, took)
		}
	}
}

// TestMayHold holds that no condition holds for a line of which mayHold says so.
func TestMayHold(t *testing.T) {
	set, err := FromFiles(map[string][]byte{"a.rules": []byte("everywhere\nremove: line begins \"Éa\", \"ea\", \"9\", \"k\", \"…a\", \"SS\", \"'t\"\nremove: line equals \"i\", \"x y\", \"ａb\"\nremove: line begins \"Aa\", \"e\" exact\n")})
	if err != nil {
		t.Fatal(err)
	}
	rules := set.For("", "").parts[0].lines
	pieces := []string{"E", "e", "a", "A", "9", "k", "\u212a", "s", "S", "\u017f", "i", "I", "\u0131", "x", " ", "y", "\u0301", "\u00e9", ".", "...", "'", "t", "\u2019", "\u00ad", "\u200b", "\uff41", "\t", "b", "z"}
	n := 0
	for _, a := range pieces {
		for _, b := range pieces {
			for _, c := range pieces {
				text := a + b + c
				for _, m := range []*matcher{&rules.loose, &rules.exact} {
					fold := folded{exact: m == &rules.exact}
					fold.fold(text, whole)
					l := line{rules: rules}
					l.compare(m, &fold)
					may := m.mayHold(text)
					if len(l.hits) > 0 && !may {
						t.Errorf("%q: holds, and may not", text)
					}
					if !may {
						n++
					}
				}
			}
		}
	}
	if n < 1000 {
		t.Errorf("only %d lines were told from the others", n)
	}
}

// TestATokenIsOneSite holds that a document without an address obeys no rules of
// another site whose hosts read the same with dashes.
func TestATokenIsOneSite(t *testing.T) {
	set, err := FromFiles(map[string][]byte{"a.rules": []byte("site a.example.com\nremove: line equals \"A\"\nsite b.example\nremove: line equals \"B\"\n")})
	if err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]bool{"a-example-com": false, "b-example": true, "example-com": false, "notb-example": false} {
		if got := set.For("", token) != nil; got != want {
			t.Errorf("%s has rules: %t, want %t", token, got, want)
		}
	}
	for host, want := range map[string]bool{"a.example.com": true, "www.a.example.com": true, "example.com": false, "nota.example.com": false, "a.example.com.evil": false, "b.example": true, "notb.example": false, "b.example.com": false, "B.EXAMPLE.": true} {
		if got := set.For(host, "") != nil; got != want {
			t.Errorf("%s has rules: %t, want %t", host, got, want)
		}
	}
}
