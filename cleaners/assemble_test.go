package cleaners

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// segmented makes a document of plain text, or fails the test.
func segmented(t interface{ Fatal(...any) }, text string) *document.Document {
	doc, err := Must(New()).Segment(document.Raw{ContentType: "text/plain; charset=utf-8", Content: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// assembled assembles a document about which verdicts are said.
func assembled(doc *document.Document, verdicts []document.Verdict, policy *Policy) *document.Clean {
	return assembledBy(doc, verdicts, policy, &fieldRules{})
}

func assembledBy(doc *document.Document, verdicts []document.Verdict, policy *Policy, fields *fieldRules) *document.Clean {
	var s scratch
	for i := range verdicts {
		s.add(doc, &verdicts[i])
	}
	return assemble(evidence.New(doc), &s, policy, fields)
}

// genText draws texts of lines with the shapes that matter: prose, headers,
// cards, blank lines, odd spaces, marks and scripts.
func genText() *rapid.Generator[string] {
	line := rapid.OneOf(
		rapid.SampledFrom([]string{
			"", " ", "\t", "\u00a0", "Related Articles", "an hour ago", "AD", "Sign up for our newsletter", "A headline without an end",
			"The council met on Monday and, after four hours, agreed to meet again on Tuesday.",
			"Before it. Sign up for our newsletter It is after. “Yes.” Read More » The rest stands.",
			"Photo: Ada Lee", "Tags: one, two", "© 2026 The Outlet. All rights reserved.", "市议会周一开会，讨论了四个小时。", "قال المجلس إنه سيجتمع مرة أخرى.",
		}),
		rapid.StringN(0, 60, 200),
	)
	end := rapid.SampledFrom([]string{"\n", "\n\n", "\r\n", "\r", "\u2028", " "})
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		for range rapid.IntRange(1, 14).Draw(t, "lines") {
			b.WriteString(line.Draw(t, "line"))
			b.WriteString(end.Draw(t, "end"))
		}
		return b.String()
	})
}

// TestTheLedgerBalances holds the one idea: whatever is said of it, every byte
// of a text is kept, removed, lifted or a separator, once.
func TestTheLedgerBalances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := document.Raw{ContentType: "text/plain; charset=utf-8", Content: []byte(genText().Draw(t, "text"))}
		doc, err := Must(New()).Segment(raw)
		if err != nil {
			t.Skip("refused: ", err)
		}
		if len(doc.Blocks) == 0 {
			t.Skip("nothing to judge")
		}
		policy := DefaultPolicy()
		checkBalance(t, doc.Text, assembled(doc, genVerdicts(doc).Draw(t, "verdicts"), &policy))
	})
}

// genVerdicts draws verdicts on blocks and spans of doc that no cleaner would
// say together.
func genVerdicts(doc *document.Document) *rapid.Generator[[]document.Verdict] {
	return rapid.Custom(func(t *rapid.T) []document.Verdict {
		var vs []document.Verdict
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			v := document.Verdict{
				Block: rapid.IntRange(0, len(doc.Blocks)-1).Draw(t, "block"),
				Kind:  document.Kind(rapid.IntRange(0, document.KindCount-1).Draw(t, "kind")),
				Rule:  rapid.SampledFrom([]string{"a/x", "a/y", "b/z"}).Draw(t, "rule"),
				Score: rapid.OneOf(rapid.Float64Range(0, 1), rapid.Just(1.0)).Draw(t, "score"),
			}
			if b := doc.Blocks[v.Block].Span; rapid.Bool().Draw(t, "span") {
				start := rapid.IntRange(b.Start, b.End-1).Draw(t, "start")
				v.Span = document.Span{Start: start, End: rapid.IntRange(start+1, b.End).Draw(t, "end")}
			}
			vs = append(vs, v)
		}
		return vs
	})
}

// checkBalance holds c to its ledger. text is the source as segmenting left it:
// with white space for the marks that it blanked, which may stand between blocks.
func checkBalance(t interface{ Fatalf(string, ...any) }, text string, c *document.Clean) {
	if err := c.Ledger.Check(len(c.Source)); err != nil {
		t.Fatalf("%v\n%q", err, c.Source)
	}
	var kept, removed int
	for _, e := range c.Ledger.All() {
		switch e.Fate {
		case document.Kept:
			kept += e.Span.Len()
		case document.Removed:
			removed += e.Span.Len()
		case document.Separator:
			if s := strings.TrimFunc(text[e.Span.Start:e.Span.End], isSeparator); s != "" {
				t.Fatalf("separator holds %q", s)
			}
		}
	}
	for _, r := range c.Removed {
		if c.Source[r.Start:r.End] != r.Text {
			t.Fatalf("removal at %d:%d is not its text %q", r.Start, r.End, r.Text)
		}
		removed -= len(r.Text)
	}
	if removed != 0 {
		t.Fatalf("ledger and removals differ by %d bytes", removed)
	}
	if kept == 0 && len(c.Paragraphs) > 0 {
		t.Fatalf("paragraphs without kept bytes")
	}
}

// isSeparator reports what may stand between blocks: white space, control and
// format characters.
func isSeparator(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.C, r) }

func TestTheOrderOfSpeakingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := segmented(t, "One line of text.\nAnother line, of more text.\nA third\n")
		vs := genVerdicts(doc).Draw(t, "verdicts")
		policy := DefaultPolicy()
		want := assembled(doc, vs, &policy)
		r := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
		r.Shuffle(len(vs), func(i, j int) { vs[i], vs[j] = vs[j], vs[i] })
		if diff := cmp.Diff(want, assembled(doc, vs, &policy)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestSpansLeaveAndTheSentenceAroundThemStays(t *testing.T) {
	doc := segmented(t, "It began. Sign up now It went on, and ended.")
	policy := DefaultPolicy()
	c := assembled(doc, []document.Verdict{
		{Block: 0, Span: document.Span{Start: 10, End: 21}, Kind: document.Newsletter, Rule: "a/x", Score: 0.9},
	}, &policy)
	want := []document.Paragraph{{Text: "It began. It went on, and ended.", Start: 0, End: 44}}
	if diff := cmp.Diff(want, c.Paragraphs); diff != "" {
		t.Error(diff)
	}
	if len(c.Removed) != 1 || c.Removed[0].Text != "Sign up now" {
		t.Errorf("removed %v", c.Removed)
	}
}

// TestInsetsLeaveAndTheWordsAroundThemMeetAsInThePage holds what joins the words on
// either side of an inset.
func TestInsetsLeaveAndTheWordsAroundThemMeetAsInThePage(t *testing.T) {
	const rest = " The board voted on Monday to rebuild the quay, which a storm had broken in three places."
	for inside, want := range map[string]string{
		`The Courier<span class="sr-only"> (new tab)</span> had it.`:                 "The Courier had it.",
		`The Courier<span class="sr-only"> (new tab)</span>, too.`:                   "The Courier, too.",
		`N<span class="sr-only">ote</span>urses had it.`:                             "Nurses had it.",
		`A <ruby>p<rt>ピー</rt>ort<rt>ルト</rt></ruby>s had it.`:                         "A ports had it.",
		`It burnt<sup><a href="#n1">1</a></sup> down<sup><a href="#n2">2</a></sup>.`: "It burnt down.",
	} {
		c := clean(t, document.Raw{ContentType: "text/html", Content: []byte(`<article><p>` + inside + rest + `</p><p>Work on it begins in March.` + rest + `</p></article>`)})
		if err := c.Ledger.Check(len(c.Source)); err != nil {
			t.Errorf("%s: %v", inside, err)
		}
		if len(c.Paragraphs) == 0 || c.Paragraphs[0].Text != want+rest {
			t.Errorf("%s: got %+v, want %q", inside, c.Paragraphs, want+rest)
		}
	}
}

func TestNumbersLeaveCodeAndItsLinesStay(t *testing.T) {
	c := clean(t, document.Raw{ContentType: "text/html", Content: []byte("<article><p>The board voted on Monday to rebuild the quay, which a storm had broken.</p>" +
		"<pre><code><span class=ln>1 </span>for w in waves:\n<span class=ln>2 </span>    log(w)</code></pre>" +
		"<p>The program is short, and anybody may read the numbers that it writes down.</p></article>")})
	if want := "for w in waves:\n     log(w)"; len(c.Paragraphs) < 2 || c.Paragraphs[1].Text != want {
		t.Errorf("got %+v, want %q second", c.Paragraphs, want)
	}
}

func TestWeigh(t *testing.T) {
	say := func(kind document.Kind, rule string, score float64) document.Verdict {
		return document.Verdict{Kind: kind, Rule: rule, Score: score}
	}
	cases := []struct {
		name    string
		said    []document.Verdict
		kind    document.Kind
		rule    string
		removed bool
	}{
		{"nothing said", nil, document.Article, "", false},
		{"one sure rule", []document.Verdict{say(document.Caption, "c/x", 0.9)}, document.Caption, "c/x", true},
		{"a rule that says nothing", []document.Verdict{say(document.Caption, "c/x", 0.5)}, document.Article, "", false},
		{"a tie keeps", []document.Verdict{say(document.Article, "a/x", 0.9), say(document.Caption, "c/x", 0.9)}, document.Caption, "c/x", false},
		{"the article outweighs", []document.Verdict{say(document.Article, "a/x", 0.95), say(document.Caption, "c/x", 0.9)}, document.Caption, "c/x", false},
		{"two cleaners add up", []document.Verdict{say(document.Article, "a/x", 0.9), say(document.Caption, "c/x", 0.8), say(document.Related, "r/x", 0.85)}, document.Related, "r/x", true},
		{"one cleaner's rules do not", []document.Verdict{say(document.Article, "a/x", 0.9), say(document.Caption, "c/x", 0.8), say(document.Caption, "c/y", 0.85)}, document.Caption, "c/y", false},
		{"finer than boilerplate", []document.Verdict{say(document.Promo, "p/x", 0.6), say(document.Boilerplate, "l/x", 0.99)}, document.Promo, "p/x", true},
	}
	policy := DefaultPolicy()
	for _, c := range cases {
		document.SortVerdicts(c.said)
		j := weigh(c.said, new(odds))
		if j.kind != c.kind || j.rule != c.rule || policy.removes(j.kind, j.probability) != c.removed {
			t.Errorf("%s: %+v, want kind %v rule %q removed %v", c.name, j, c.kind, c.rule, c.removed)
		}
	}
}

func TestPolicyKeepsWhatItIsTold(t *testing.T) {
	policy := DefaultPolicy()
	policy.Keep[document.Caption] = true
	policy.Threshold[document.Related] = 0.95
	for _, c := range []struct {
		kind        document.Kind
		probability float64
		removed     bool
	}{
		{document.Caption, 1, false},
		{document.Related, 0.9, false},
		{document.Related, 0.96, true},
		{document.Title, 1, false},
		{document.Article, 1, false},
	} {
		if got := policy.removes(c.kind, c.probability); got != c.removed {
			t.Errorf("removes(%v, %v) = %v", c.kind, c.probability, got)
		}
	}
}

func TestNoCJKBelowTheFirst(t *testing.T) {
	for r := range rune(evidence.FirstCJK) {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			t.Errorf("%U is before %U", r, evidence.FirstCJK)
		}
	}
	for _, r := range "語あア" {
		if !evidence.IsCJK(r) {
			t.Errorf("%c is none", r)
		}
	}
}
