package cleaners

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
)

// ruledTexts is what random rules are tried on: lines that several cleaners cut, in forms
// that fold into others.
var ruledTexts = []document.Raw{
	{ContentType: "text/plain; charset=utf-8", Content: []byte("Ferry stops for a week\nBy Mira Holt\nBy\n4 March 2026\nThe harbour ferry stops for a week, the city said on Thursday (Photo: Ada Lee) since its engine has to be looked at. Read more »\nPhoto: Ada Lee\nRead more: The bridge is green\nIts captain said that the crew would be paid. Sign up for our newsletter The work begins in May.\nAdvertisement\nShare this\nSubscribe to our newsletter")},
	{ContentType: "text/plain; charset=utf-8", Content: []byte("Fähre hält ä a\u0308 …\u00a0 x\nVon Ada Lee\nDie Fähre (Foto: Ada Lee)\u200bhält eine Woche, sagte die Stadt am Donnerstag.\nMehr zum Thema\nDie Brücke ist grün")},
	{ContentType: "text/html; charset=utf-8", Content: []byte(ruledPage)},
}

// TestRandomRules has rules of all forms overlap at random, with each other and with what
// cleaners cut, while goroutines share one engine and make others of it.
func TestRandomRules(t *testing.T) {
	const workers, sets = 4, 100
	base := Must(New())
	var all sync.WaitGroup
	for worker := range uint64(workers) {
		all.Go(func() {
			for i := range uint64(sets) {
				files := randomRules(rand.New(rand.NewPCG(worker, i)))
				set, err := siterules.FromFiles(files)
				if err != nil {
					t.Errorf("%s: %v", files, err)
					return
				}
				e := base.With(set)
				for _, raw := range ruledTexts {
					raw.URL = "https://example.com/a"
					if wrong := checkRuled(e, raw); wrong != "" {
						t.Errorf("%s under\n%s", wrong, files)
						return
					}
				}
			}
		})
	}
	all.Wait()
}

// randomRules returns files of rules of all forms.
func randomRules(r *rand.Rand) map[string][]byte {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	phrase := func() string {
		return pick("the", "ferry", "(Photo: *)", "Read more", "Ada Lee", "a*e", "said on", "Die", "4 March 2026", "By ", "*grün", "ä", "?e?", "Share", "engine has to be looked at. Read", ". *")
	}
	var text, config, filters strings.Builder
	text.WriteString("site example.com\n")
	for range 1 + r.IntN(8) {
		verb := pick("remove", "remove related", "keep", "title", "byline", "published", "remove caption", "remove newsletter")
		how := pick("line begins", "line contains", "inside", "line like", "line ends", "line equals", "lines")
		switch {
		case how != "lines":
			fmt.Fprintf(&text, "%s: %s %q\n", verb, how, phrase())
		case strings.HasPrefix(verb, "remove") || verb == "keep":
			fmt.Fprintf(&text, "%s: lines from %q %s %q\n", verb, phrase(), pick("to", "until"), phrase())
		}
	}
	for range r.IntN(6) {
		fmt.Fprintf(&config, "%s: %s\n", pick("strip", "body", "title", "author", "date"),
			pick("//p", "//div[@id='story']", "//h1", "//b", "//p[2]", "//*[@class]", "//body", "//span", "//div//p[last()]", "//p/text()", "//meta/@content", "//html", "//p | //b", "string(//h1)"))
	}
	for range r.IntN(3) {
		fmt.Fprintf(&filters, "example.com##%s\n", pick("p", "b", ".box", "#story > p", "div:has(b)", "p:has-text(ferry)", "b:upward(1)"))
	}
	return map[string][]byte{"a.rules": []byte(text.String()), "example.com.txt": []byte(config.String()), "a.filters": []byte(filters.String())}
}

// checkRuled returns what is wrong with what e makes of raw: the ledger has every byte
// once, the outcome is the same again, and nothing leaves that a rule keeps.
func checkRuled(e *Engine, raw document.Raw) string {
	clean, err := e.Clean(raw)
	if err != nil {
		return err.Error()
	}
	again, err := e.Clean(raw)
	if err != nil || fmt.Sprint(clean.Ledger, clean.Paragraphs, clean.Title, clean.Byline, clean.Published) != fmt.Sprint(again.Ledger, again.Paragraphs, again.Title, again.Byline, again.Published) {
		return "another outcome the second time"
	}
	at := 0
	for _, l := range clean.Ledger.All() {
		if l.Span.Start != at || l.Span.Len() <= 0 {
			return fmt.Sprintf("the ledger has %v at %d", l, at)
		}
		at = l.Span.End
	}
	if at != len(clean.Source) {
		return fmt.Sprintf("the ledger ends at %d of %d", at, len(clean.Source))
	}
	for _, v := range clean.Verdicts.All() {
		for _, l := range clean.Ledger.All() {
			if v.Rule == "site/keep" && l.Block == v.Block && l.Fate == document.Removed && (v.Span.IsZero() || l.Span.Overlaps(v.Span)) {
				return fmt.Sprintf("%v was kept, and %v removed", v, l)
			}
		}
	}
	return ""
}
