package siterules

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/cascadia"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// plainSelectors is selectors that are CSS, which are held against cascadia.
var plainSelectors = []string{
	"p", "*", "div p", "div > p", "h1 + h1", "h1 ~ h1", "p + aside", "div div > p", "body > div p a", ".lead", ".text", "#top", "#foot p",
	"p.lead", "p.lead.big", "div#top > h1", `[class]`, `[class="lead"]`, `[class^="tex"]`, `[class*="ext"]`, `[class~="text"]`, `[class$="text"]`,
	`p[class='lead']`, `a[href*="print"]`, `a[href^="/a"]`, `a[href$="b"]`, `a[rel=x]`, `[lang|="en"]`, `[property="og:title"]`, `[class="LEAD" i]`,
	"p:first-child", "p:last-child", "li:nth-child(2)", "li:nth-child(2n+1)", "li:nth-last-child(1)", "p:nth-of-type(2)", "h1:only-of-type", "b:only-child",
	"div:has(a)", "p:has(a[rel])", "div:has(aside p a)", "p:not(.lead)", "p:not(.lead):not(:has(a))", "div:not(.text, #top)", "li:not(:first-child)",
	"ul > li.on", "p.lead, li.on, #top", "aside p ~ div", "div > *", "*.lead", "P.lead", "span:empty", ":root", "nothing", `p:not([class])`, ".a\\:b", "#\\31 0",
}

func TestFiltersSelectWhatCascadiaDoes(t *testing.T) {
	page := parsed1(t, strings.Replace(pathPage, "<footer", `<i class="a:b" id="10">x</i><footer`, 1))
	for _, text := range plainSelectors {
		reference, err := cascadia.ParseGroup(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		var want []string
		for _, n := range cascadia.QueryAll(page, reference) {
			want = append(want, pathTo(n))
		}
		found, err := parseSelectors(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		rules := &pageRules{}
		for _, f := range found {
			rules.addRule(pageRule{where: "a.filters:1", up: f.up}, []selector{{chain: f.chain}})
		}
		if got := hitsOf(rules, page); !slices.Equal(sortedOnce(want), got) {
			t.Errorf("%s\ncascadia %q\nchains   %q", text, sortedOnce(want), got)
		}
	}
}

func sortedOnce(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}

// hitsOf returns where the elements stand that rules select.
func hitsOf(rules *pageRules, page *html.Node) (found []string) {
	s := selecting{page: page, found: &Rules{}, perRule: 1 << 30, parts: []selected{{pageRules: rules}}}
	s.left.page = 1 << 30
	s.walk()
	for _, h := range s.parts[0].hits {
		if n := above(h.node, rules.rules[h.rule].up); n != nil || rules.rules[h.rule].up == 0 {
			if n == nil {
				n = h.node
			}
			found = append(found, pathTo(n))
		}
	}
	return sortedOnce(found)
}

// textsTakenOut returns what the rules of files take out of a page of a host: "KIND
// WHERE TEXT".
func textsTakenOut(t *testing.T, files fstest.MapFS, host, source string) (found []string) {
	t.Helper()
	set, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	page := parsed1(t, source)
	said := set.For(host, "").Select(page)
	for n := page; n != nil; n = nextNode(n, page) {
		for _, r := range said[n] {
			text, _ := textOf(n, &steps{rule: 1 << 30, page: 1 << 30})
			found = append(found, r.Kind.String()+" "+r.Where+" "+foldSpace(text))
		}
	}
	return found
}

const filterPage = `<html><body><div id="ad-top" class="box ad">Buy a boat</div><div class="card"><h2>Sponsored</h2><p>Ropes for all</p></div>
<div class="card"><h2>News</h2><p>It was sponsored by nobody</p></div><a href="https://ads.example.net/x">Click</a><p class="text">The ferry stops</p></body></html>`

func TestFilters(t *testing.T) {
	cases := []struct {
		name, host, list string
		want             []string
	}{
		{"for a site", "example.com", "example.com##.ad", []string{"advertisement a.filters:1 Buy a boat"}},
		{"for its subdomains", "news.example.com", "example.com##.ad", []string{"advertisement a.filters:1 Buy a boat"}},
		{"for another site", "example.org", "example.com##.ad", nil},
		{"for several", "example.org", "example.com,example.org##.ad", []string{"advertisement a.filters:1 Buy a boat"}},
		{"but one", "news.example.com", "example.com,~news.example.com##.ad", nil},
		{"for all but one", "example.com", "~example.com##.ad", nil},
		{"for all but another", "example.net", "~example.com##.ad", []string{"advertisement a.filters:1 Buy a boat"}},
		{"for any suffix", "www.example.co.uk", "example.*##.ad", []string{"advertisement a.filters:1 Buy a boat"}},
		{"for no such suffix", "example.com.evil.org", "example.*##.ad", nil},
		{"for all", "example.org", "##.ad\n*###ad-top", []string{"advertisement a.filters:1 Buy a boat", "advertisement a.filters:2 Buy a boat"}},
		{"excepted", "example.com", "##.ad\nexample.com#@#.ad", nil},
		{"excepted elsewhere", "example.org", "##.ad\nexample.com#@#.ad", []string{"advertisement a.filters:1 Buy a boat"}},
		{"excepted everywhere", "example.org", "##.ad\n#@#.ad", nil},
		{"text", "a.com", "##.card:has-text(Sponsored)", []string{"advertisement a.filters:1 SponsoredRopes for all"}},
		{"text in any case", "a.com", "a.com##.card h2:has-text(/^sponsored$/i)", []string{"advertisement a.filters:1 Sponsored"}},
		{"one of two texts", "a.com", "##.card:-abp-contains(/Ropes|nobody/)", []string{"advertisement a.filters:1 SponsoredRopes for all", "advertisement a.filters:1 NewsIt was sponsored by nobody"}},
		{"has", "a.com", "##.card:has(> h2:has-text(Spons))", []string{"advertisement a.filters:1 SponsoredRopes for all"}},
		{"has, of Adblock Plus", "a.com", "a.com#?#.card:-abp-has(h2:-abp-contains(Spons))", []string{"advertisement a.filters:1 SponsoredRopes for all"}},
		{"upward", "a.com", "##h2:has-text(Sponsored):upward(1)", []string{"advertisement a.filters:1 SponsoredRopes for all"}},
		{"upward to the whole page", "a.com", "##h2:has-text(Sponsored):upward(2)", nil},
		{"the whole page", "a.com", "##body\n##html", nil},
		{"attribute", "a.com", `##a[href^="https://ads.example.net/"]`, []string{"advertisement a.filters:1 Click"}},
		{"kind", "a.com", "! winnow: kind related\n##.ad", []string{"related a.filters:2 Buy a boat"}},
		{"comments and header", "a.com", "[Adblock Plus 2.0]\n! Title: Own\n\n##.ad", []string{"advertisement a.filters:4 Buy a boat"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := textsTakenOut(t, fstest.MapFS{"a.filters": {Data: []byte(c.list)}}, c.host, filterPage)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestFiltersThatAreNotSupported(t *testing.T) {
	list := strings.Join([]string{
		"||ads.example.net^", "@@||example.com^$document", "/banner/*", "example.com#$#body { overflow: auto }", "example.com#%#//scriptlet('abort')",
		"example.com##+js(set, a, b)", "example.com##^script:has-text(ad)", "example.com##.a:style(color: red)", "example.com##.b:matches-css(width: 1px)",
		"example.com##.c:style(width: 1px)", "##.d:xpath(..)", "##.e:has-text(/a.*b/)", "##.f:upward(.g)", "example.com/path##.h", "[$path=/a]##.i", "##.ad",
	}, "\n")
	set, err := Load(fstest.MapFS{"a.filters": {Data: []byte(list)}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"a.filters:1: filters for requests: not supported, ignored (3, this is the first)",
		"a.filters:4: styles and snippets (#$#): not supported, ignored (1, this is the first)",
		"a.filters:5: scripts (#%#): not supported, ignored (1, this is the first)",
		"a.filters:6: scripts (##+js): not supported, ignored (1, this is the first)",
		"a.filters:7: filters for a page's source (##^): not supported, ignored (1, this is the first)",
		"a.filters:8: :style(): not supported, ignored (2, this is the first)",
		"a.filters:9: :matches-css(): not supported, ignored (1, this is the first)",
		"a.filters:11: :xpath(): not supported, ignored (1, this is the first)",
		"a.filters:12: regular expressions in texts: not supported, ignored (1, this is the first)",
		"a.filters:13: :upward(selector), or within of brackets: not supported, ignored (1, this is the first)",
		"a.filters:14: domains with a path or pattern: not supported, ignored (1, this is the first)",
		"a.filters:15: modifiers ([$…]##): not supported, ignored (1, this is the first)",
	}
	var got []string
	for _, p := range set.Warnings() {
		got = append(got, p.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if n := len(set.Rules()); n != 1 {
		t.Errorf("%d rules, want 1", n)
	}
}

func TestFiltersThatAreWrong(t *testing.T) {
	for list, want := range map[string]string{
		"##":                     "has no selector",
		"##.a[b":                 "a bracket is not closed",
		"##.a:has(b":             "a bracket is not closed",
		"##.a > > b":             "'>' begins no selector",
		"##.a,":                  "a selector is empty",
		"##.a:has-text()":        "a text is empty",
		"a b.com##.a":            "is no host",
		"a.com,,b.com##.a":       "names no domain",
		"! winnow: kind article": "is no kind",
		"! winnow: kind ads":     "is no kind",
		"##a:upward(0)":          "want a number",
		"##.1a":                  ".1a",
		"##p{color:red}":         "'{' is no part of a selector",
		"##.a:not(":              "a selector is empty",
		`##[a#="b"]`:             "compares with nothing",
	} {
		_, err := Load(fstest.MapFS{"a.filters": {Data: []byte(list)}})
		if err == nil || !strings.Contains(err.Error(), "a.filters:1: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", list, err, want)
		}
	}
}
