package cleaners

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

var ruleHoroscope = document.Rule{Name: "horoscope/sign", Doc: "a line that begins with Aries", Kind: document.Promo, Score: 0.99}

// horoscope is a cleaner of one's own.
var horoscope = Cleaner{
	Name: "horoscope", Doc: "Takes out horoscopes.", Rules: []document.Rule{ruleHoroscope},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		for b := range l.Each() {
			if strings.HasPrefix(b.Text(), "Aries") {
				say.Block(b, &ruleHoroscope)
			}
		}
	},
}

func TestACleanerOfOnesOwnIsHeard(t *testing.T) {
	const aries = "Aries: you will cross the harbour bridge before it closes, and you will not look back at the ferry."
	raw := document.Raw{Content: []byte(strings.Replace(scrape, "Ferries will run", aries+"\nFerries will run", 1))}
	engine, err := New(WithCleaners(horoscope))
	if err != nil {
		t.Fatal(err)
	}
	c, err := engine.Clean(raw)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(c.Removed, func(r document.Removal) bool { return r.Rule == ruleHoroscope.Name && r.Text == aries }) {
		t.Errorf("%s took nothing out: %+v", ruleHoroscope.Name, c.Removed)
	}
	if n := len(engine.Cleaners()); n != len(Suite())+1 {
		t.Errorf("the engine has %d cleaners; want one more than the suite's %d", n, len(Suite()))
	}
}

func TestNewRefusesWhatIsNoCleaner(t *testing.T) {
	silent := horoscope
	silent.Doc = ""
	for want, extra := range map[string][]Cleaner{
		"has no doc":                      {silent},
		"two cleaners have the name":      {horoscope, horoscope},
		"two cleaners have the name tags": {{Name: "tags", Doc: "d", Mark: horoscope.Mark, Rules: []document.Rule{{Name: "tags/x", Doc: "d", Score: 1}}}},
	} {
		if _, err := New(WithCleaners(extra...)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

func TestTheDigestNamesAllThatCanChangeAnOutcome(t *testing.T) {
	base := Must(New())
	if again := Must(New()); again.Digest() != base.Digest() {
		t.Fatalf("two engines of one make: %+v and %+v", base.Digest(), again.Digest())
	}
	surer := horoscope
	surer.Rules = []document.Rule{ruleHoroscope}
	surer.Rules[0].Score = 0.6
	keeping, stricter, refusing := DefaultPolicy(), DefaultPolicy(), DefaultPolicy()
	keeping.Keep[document.Caption] = true
	stricter.Threshold[document.Boilerplate] = 0.75
	refusing.Refuse[document.IsListing] = true
	limits := decode.DefaultLimits()
	limits.Lines /= 2
	seen := map[string]string{base.Digest().String(): "the default"}
	for _, c := range []struct {
		name   string
		option Option
		differ []string
	}{
		{"a cleaner more", WithCleaners(horoscope), []string{"rules"}},
		{"its rule with another score", WithCleaners(surer), []string{"rules"}},
		{"captions kept", WithPolicy(keeping), []string{"policy"}},
		{"another threshold", WithPolicy(stricter), []string{"policy"}},
		{"listings refused", WithPolicy(refusing), []string{"policy"}},
		{"fewer lines", WithLimits(limits), []string{"limits"}},
	} {
		digest := Must(New(c.option)).Digest()
		if other, double := seen[digest.String()]; double {
			t.Errorf("%s has the digest of %s", c.name, other)
		}
		seen[digest.String()] = c.name
		var differ []string
		for i, part := range digest.Parts() {
			if part != base.Digest().Parts()[i] {
				differ = append(differ, part.Name)
			}
		}
		if diff := cmp.Diff(c.differ, differ); diff != "" {
			t.Errorf("%s: parts that differ (-want +got):\n%s", c.name, diff)
		}
	}
	if d := base.Digest(); d.Model == "" || d.Lexicon == "" {
		t.Errorf("%+v names no model or no lexicon", d)
	}
}
