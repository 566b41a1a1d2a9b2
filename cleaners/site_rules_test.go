package cleaners

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
)

func siteRules(t interface{ Fatal(...any) }, rules string) *siterules.Set {
	set, err := siterules.FromFiles(map[string][]byte{"a.rules": []byte(rules)})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestWhatAPersonKeepsStays has what becomes of a line when people decide about it. Cuts
// stand in brackets.
func TestWhatAPersonKeepsStays(t *testing.T) {
	const text = "It began. Sign up now It went on, and ended."
	at := func(part string) document.Span {
		i := strings.Index(text, part)
		return document.Span{Start: i, End: i + len(part)}
	}
	whole := document.Span{}
	say := func(kind document.Kind, span document.Span, rule string, score float64) document.Verdict {
		return document.Verdict{Kind: kind, Span: span, Rule: rule, Score: score, Where: "a.rules:1"}
	}
	for name, c := range map[string]struct {
		said []document.Verdict
		want string
	}{
		"keeps a line that all take out": {[]document.Verdict{
			say(document.Article, whole, "site/keep", 1), say(document.Related, whole, "r/x", 0.999), say(document.Promo, whole, "p/x", 0.999),
		}, "It began. Sign up now It went on, and ended."},
		"keeps and takes out": {[]document.Verdict{
			say(document.Article, whole, "site/keep", 1), say(document.Related, whole, "site/related", 1), say(document.Promo, whole, "p/x", 0.999),
		}, "It began. Sign up now It went on, and ended."},
		"takes out what all keep": {[]document.Verdict{
			say(document.Related, whole, "site/related", 1), say(document.Article, whole, "b/x", 0.999), say(document.Article, whole, "c/x", 0.999),
		}, ""},
		"keeps a line with a cut in it": {[]document.Verdict{
			say(document.Article, whole, "site/keep", 1), say(document.Newsletter, at("Sign up now"), "n/x", 0.9), say(document.Newsletter, at("went on"), "site/newsletter", 1),
		}, "It began. Sign up now It went on, and ended."},
		"keeps a part of a cleaner's cut": {[]document.Verdict{
			say(document.Article, at("up"), "site/keep", 1), say(document.Newsletter, at("Sign up now"), "n/x", 0.9),
		}, "It began. Sign up now It went on, and ended."},
		"keeps a part of a person's cut": {[]document.Verdict{
			say(document.Article, at("up"), "site/keep", 1), say(document.Newsletter, at("Sign up now"), "site/newsletter", 1),
		}, "It began.[Sign] up[now] It went on, and ended."},
		"keeps a part of a line that leaves": {[]document.Verdict{
			say(document.Article, at("went on"), "site/keep", 1), say(document.Newsletter, whole, "n/x", 0.9),
		}, "[It began. Sign up now It] went on[, and ended.]"},
		"takes out a part": {[]document.Verdict{
			say(document.Newsletter, at("Sign up now"), "site/newsletter", 1), say(document.Article, at("Sign up now"), "b/x", 0.999),
		}, "It began.[Sign up now] It went on, and ended."},
	} {
		doc := segmented(t, text)
		for _, policy := range []Policy{DefaultPolicy(), PrecisionPolicy(), RecallPolicy()} {
			clean := assembled(doc, c.said, &policy)
			var got strings.Builder
			for _, e := range clean.Ledger.All() {
				switch part := doc.Text[e.Span.Start:e.Span.End]; {
				case e.Fate == document.Kept:
					fmt.Fprintf(&got, " %s", part)
				case e.Fate == document.Removed && e.Span != doc.Blocks[0].Span:
					fmt.Fprintf(&got, "[%s]", part)
				}
				if e.Fate == document.Removed && strings.HasPrefix(e.Rule, "site/") && e.Note != "a.rules:1" {
					t.Errorf("%s: %s has the note %q", name, e.Rule, e.Note)
				}
			}
			if got := strings.TrimSpace(got.String()); got != c.want {
				t.Errorf("%s\ngot  %s\nwant %s", name, got, c.want)
			}
		}
	}
}

func TestAPersonsTitleWins(t *testing.T) {
	const text = "A section of the paper\nBridge closes for a year\nBy Ada Lee\nThe harbour bridge closes to all traffic in May, the city said on Thursday.\nThe work will take about a year, and cost as much as a new school.\n"
	for rules, want := range map[string]string{
		"":                                     "A section of the paper, by Ada Lee, lifted A section of the paper",
		`title: line begins "Bridge"`:          "Bridge closes for a year, by Ada Lee, lifted Bridge closes for a year",
		`title: line ends "for a year"`:        "Bridge closes, by Ada Lee, lifted Bridge closes for a year",
		`byline: line like "A * of the paper"`: ", by section, lifted ",
		`remove: line equals "A section of the paper"`: ", by Ada Lee, lifted ",
	} {
		clean, err := Must(New(WithSiteRules(siteRules(t, "everywhere\n"+rules)))).Clean(document.Raw{Content: []byte(text)})
		if err != nil {
			t.Fatal(err)
		}
		lifted := ""
		if len(clean.Lifted) > 0 {
			lifted = clean.Lifted[0].Text
		}
		if got := fmt.Sprintf("%s, by %s, lifted %s", clean.Title, clean.Byline, lifted); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", rules, got, want)
		}
	}
}

// genRules draws rules for a site and for all, of texts that genText draws too.
func genRules() *rapid.Generator[string] {
	texts := rapid.SampledFrom([]string{
		"Related", "an hour", "AD", "Sign up", "newsletter", "The council", "agreed to meet", "Read More »", "Photo: ", "two", "rights reserved.", "市议会", "قال", "a", "*", "x*y", "Before it*", "*。", "?", "e*e",
	})
	forms := rapid.SampledFrom([]string{
		"remove related: line begins %q", "remove: line ends %q", "remove share: line contains %q", "keep: line like %q", "keep: inside %q", "remove caption: inside %q",
		"remove legal: line equals %q exact", "remove newsletter: lines from %q to end", "remove: lines from start to %q", "title: line begins %q", "byline: line contains %q", "published: inside %q",
		"remove promo: lines from equals \"Related Articles\" until contains %q within 5 lines", "keep: lines from %[1]q to %[1]q",
	})
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		b.WriteString("site a.example\n")
		for range rapid.IntRange(1, 6).Draw(t, "rules") {
			fmt.Fprintf(&b, forms.Draw(t, "form")+"\n", texts.Draw(t, "text"))
		}
		return b.String()
	})
}

// TestRulesKeepTheLedgerInBalance holds: whatever people write, kept and removed are the
// text; what they keep is never removed; and the rules of other sites change nothing.
func TestRulesKeepTheLedgerInBalance(t *testing.T) {
	plain := Must(New())
	rapid.Check(t, func(t *rapid.T) {
		set, err := siterules.FromFiles(map[string][]byte{"a.rules": []byte(genRules().Draw(t, "rules"))})
		if err != nil {
			t.Skip("refused: ", err)
		}
		raw := document.Raw{URL: "https://www.a.example/x", ContentType: "text/plain; charset=utf-8", Content: []byte(genText().Draw(t, "text"))}
		doc, err := plain.Segment(raw)
		if err != nil {
			t.Skip("refused: ", err)
		}
		engine := plain.With(set)
		clean, err := engine.Clean(raw)
		if err != nil {
			t.Skip("refused: ", err)
		}
		checkBalance(t, doc.Text, clean)
		for _, v := range clean.Verdicts.All() {
			if v.Rule == "site/keep" {
				checkStays(t, doc, clean, v)
			}
		}
		raw.URL = "https://www.b.example/x"
		want, _ := plain.Clean(raw)
		got, _ := engine.Clean(raw)
		if got.Digest == want.Digest {
			t.Fatal("the rules are not in the digest")
		}
		got.Digest = want.Digest
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("rules of another site change the document (-without +with):\n%s", diff)
		}
	})
}

// checkStays fails where a visible character leaves that v keeps.
func checkStays(t interface{ Fatalf(string, ...any) }, doc *document.Document, clean *document.Clean, v document.Verdict) {
	span := v.Span
	if span.IsZero() {
		span = doc.Blocks[v.Block].Span
	}
	for _, e := range clean.Ledger.All() {
		if e.Fate == document.Removed && e.Span.Overlaps(span) && e.Block == v.Block {
			t.Fatalf("%q is removed by %s, of which %q is kept", doc.Text[e.Span.Start:e.Span.End], e.Rule, doc.Text[span.Start:span.End])
		}
	}
}
