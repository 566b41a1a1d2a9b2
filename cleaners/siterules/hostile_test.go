package siterules

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"
)

// hostilePages is pages on which rules may take long: wide, deep, and both.
var hostilePages = map[string]string{
	"wide":     "<body>" + strings.Repeat("<p class='a b'>x</p>", 5_000),
	"deep":     "<body>" + strings.Repeat("<div class='a'>", 450) + "x",
	"both":     "<body>" + strings.Repeat(strings.Repeat("<div class='a'><i></i>", 40)+"x"+strings.Repeat("</div>", 40), 60),
	"long":     "<body><div class='a'>" + strings.Repeat("lorem ipsum ", 30_000) + "</div>",
	"attrs":    "<body>" + strings.Repeat("<p class='"+strings.Repeat("ad ", 500)+"' id='"+strings.Repeat("ad", 500)+"'>x</p>", 200),
	"siblings": "<body>" + strings.Repeat("<i></i>", 8_000),
}

var hostileRules = map[string]fstest.MapFS{
	"counts":     {"a.com.txt": {Data: []byte("strip: //*[count(//*) > 3]")}},
	"nested":     {"a.com.txt": {Data: []byte("strip: //*//*//*//*[count(.//*) > count(//p)]")}},
	"preceding":  {"a.com.txt": {Data: []byte("strip: //*[count(preceding::*) > 100]")}},
	"last":       {"a.com.txt": {Data: []byte("strip: //*[last() = position() + 100]")}},
	"text":       {"a.com.txt": {Data: []byte("strip: //*[contains(., 'yyy')]\nstrip: //*[. = //*]")}},
	"chain":      {"a.com.txt": {Data: []byte("strip: //*//*//*//*//*//*//*//*//nothing\nstrip: //div//div//div//div//div//div//i[@x]\nstrip: //div//div//div//div//div//div//i//b | //p[5000]")}},
	"union":      {"a.com.txt": {Data: []byte("strip: //* | //p/.. | //div/self::*")}},
	"positions":  {"a.com.txt": {Data: []byte("strip: //p[4999]\nstrip: //*[2][2][2][2]")}},
	"has":        {"a.filters": {Data: []byte("##*:has(*:has(*:has(b)))")}},
	"siblings":   {"a.filters": {Data: []byte("##* ~ * ~ * ~ * ~ b\n##i ~ i ~ i ~ i:not([class])")}},
	"descendant": {"a.filters": {Data: []byte("##* * * * * * * * b\n##.a .a .a .a .a .a .a .a:not(.a)")}},
	"has-text":   {"a.filters": {Data: []byte("##*:has-text(yyy)\n##*:has(*:has-text(/yyy|zzz/i))")}},
	"nth":        {"a.filters": {Data: []byte("##*:nth-last-child(7777)\n##p:nth-of-type(n+3):nth-last-of-type(n+3)")}},
	"many":       {"a.filters": {Data: []byte(strings.Repeat("##.a .b\n##p.a > i\n", 4_000))}},
	"edits":      {"a.com.txt": {Data: []byte("replace_string(x): xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nreplace_string(xx): xxxxxxxxxxxxxxxxxx\nreplace_string(a): b")}},
}

// longestSelect is how long hostile rules may take on a hostile page: a thousandth of it
// would be usual. It is there to tell a bound from none on any machine.
const longestSelect = 3 * time.Minute

func TestHostileRulesEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for name, files := range hostileRules {
		set, err := Load(files)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for shape, source := range hostilePages {
			page := parsed1(t, source)
			start := time.Now()
			rules := set.For("a.com", "")
			if edit := rules.Edit(); edit != nil {
				if edited := edit(source); len(edited) > editGrowth*len(source)+editRoom {
					t.Errorf("%s on %s: edited to %d bytes", name, shape, len(edited))
				}
			}
			first := rules.Select(page)
			if took := time.Since(start); took > longestSelect {
				t.Errorf("%s on %s: took %s", name, shape, took)
			} else if testing.Verbose() {
				t.Log(name, shape, took, len(first), rules.Notes())
			}
		}
	}
}

// TestSpentRulesSelectNothing holds that a rule which takes too many steps selects
// nothing, says so, and leaves the others alone.
func TestSpentRulesSelectNothing(t *testing.T) {
	files := fstest.MapFS{"a.com.txt": {Data: []byte("strip: //p[count(//*) > 1]\nstrip: //div[@id='b']\nstrip: //*[contains(., 'z')]//*[contains(., 'z')]//i[contains(., 'z')]")}}
	set, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	source := "<body><div id='b'>x</div>" + strings.Repeat("<p>"+strings.Repeat("y", 2000)+"z<i>z</i></p>", 3000)
	var before []string
	for range 2 {
		rules := set.For("a.com", "")
		said := rules.Select(parsed1(t, source))
		var notes []string
		for _, p := range rules.Notes() {
			notes = append(notes, p.String())
		}
		if len(said) != 1 || len(notes) == 0 || !strings.HasPrefix(notes[len(notes)-1], "a.com.txt:1: takes more than") {
			t.Errorf("%d selected, notes %q", len(said), notes)
		}
		if before != nil && strings.Join(before, "\n") != strings.Join(notes, "\n") {
			t.Errorf("notes %q, then %q", before, notes)
		}
		before = notes
	}
}

// FuzzXPath has any expression on a page: it is refused or evaluated, in few steps.
func FuzzXPath(f *testing.F) {
	for _, expr := range simplePaths {
		f.Add(expr)
	}
	for _, expr := range []string{"//*[count(//*)>1]", "substring-after(//p, 'T')", "//a/..", "//p[last()]", "//h1/following-sibling::p[1]", "id('a')", "//p[", "$x", "//p[1 div 0]",
		"string(//p)", "-//p", "//p[position() mod 2 = 1]", "//text()[. = 'x']", "//p/@*", "//namespace::*", "//comment()", "contains(1, 2)", "//p[substring(., 2, 'x')]", "reverse(//p)"} {
		f.Add(expr)
	}
	page, err := html.Parse(strings.NewReader(pathPage))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, expr string) {
		if len(expr) > 500 {
			t.Skip()
		}
		paths, ok := parsePaths(expr)
		compiled, err := newExpression(expr)
		if err != nil {
			return
		}
		left := &steps{rule: leastSteps, page: leastSteps}
		nodes, values, err := compiled.evaluate(page, left)
		if err != nil || left.out || !ok {
			return
		}
		_ = paths
		want := sortedOnce(append(pathsTo(nodes), values...))
		if got := nodesByChains(t, expr, page); strings.Join(want, "\n") != strings.Join(got, "\n") {
			t.Errorf("%s\nlibrary %q\nchains  %q", expr, want, got)
		}
	})
}

func pathsTo(nodes []*html.Node) (found []string) {
	for _, n := range nodes {
		found = append(found, pathTo(n))
	}
	return found
}

// FuzzConfig reads any file as a site config, and asks a page for what it selects.
func FuzzConfig(f *testing.F) {
	f.Add("title: //h1\nstrip: //p[@class='lead']\nreplace_string(a): b\nbody: //div")
	f.Add("find_string: <p\nreplace_string: <div\nstrip_id_or_class: 'text'\n# winnow: kind related\nprune: no\nhttp_header(a): b\nunknown: x")
	f.Fuzz(func(t *testing.T, text string) { checkFile(t, "example.com.txt", text) })
}

// FuzzFilters is FuzzConfig for filter lists.
func FuzzFilters(f *testing.F) {
	for _, selector := range plainSelectors {
		f.Add("##" + selector)
	}
	f.Add("example.com,~a.example.com##.lead:has-text(/x|y/i):upward(2)\n||a^\n#@#.lead\nexample.*#?#div:-abp-has(> p)\n! winnow: kind related\n##.text\n")
	f.Fuzz(func(t *testing.T, text string) { checkFile(t, "a.filters", text) })
}

func checkFile(t *testing.T, name, text string) {
	if len(text) > 2000 {
		t.Skip()
	}
	set, err := FromFiles(map[string][]byte{name: []byte(text)})
	if err != nil {
		if _, ok := err.(Problems); !ok {
			t.Errorf("%T: %v", err, err)
		}
		return
	}
	rules := set.For("www.example.com", "")
	if edit := rules.Edit(); edit != nil {
		edit(pathPage)
	}
	page := parsed1(t, pathPage)
	for n, said := range rules.Select(page) {
		if n == nil || len(said) == 0 {
			t.Errorf("%v says %v", n, said)
		}
	}
}
