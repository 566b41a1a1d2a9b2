package replay_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/replay"
)

var build = record.Build{Version: "test", Rules: "0123"}

// engine returns the real engine with a policy.
func engine(t *testing.T, change func(*cleaners.Policy)) replay.Cleaning {
	t.Helper()
	p := cleaners.DefaultPolicy()
	if change != nil {
		change(&p)
	}
	e, err := cleaners.New(cleaners.WithPolicy(p))
	if err != nil {
		t.Fatal(err)
	}
	return replay.Engine(e, build, pipeline.Options{})
}

// given returns documents as inputs.
func given(raws ...document.Raw) iter.Seq2[replay.Input, error] {
	return func(yield func(replay.Input, error) bool) {
		for i, raw := range raws {
			in := replay.Input{Name: fmt.Sprint("input ", i), Open: func() (document.Raw, error) { return raw, nil }, Size: len(raw.Content)}
			if !yield(in, nil) {
				return
			}
		}
	}
}

// cases returns the inputs of all golden cases.
func cases(t *testing.T) (raws []document.Raw) {
	t.Helper()
	all, err := fixtures.Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		raw := c.Raw()
		raw.ID = c.Name
		raws = append(raws, raw)
	}
	return raws
}

func run(t *testing.T, in iter.Seq2[replay.Input, error], old, new replay.Cleaning, o replay.Options) *replay.Report {
	t.Helper()
	report, err := replay.Run(t.Context(), in, old, new, o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestTheSameRulesChangeNothing(t *testing.T) {
	raws := cases(t)
	report := run(t, given(raws...), engine(t, nil), engine(t, nil), replay.Options{})
	if !report.Empty() || report.Letters.Lost+report.Letters.Gained != 0 || len(report.Losses)+len(report.Gains)+len(report.Changed) != 0 || report.Letters.LostShare() != 0 {
		t.Errorf("the report is %+v", report)
	}
	if report.Documents.All != len(raws) || report.Letters.Old == 0 || report.Letters.Old != report.Letters.New || report.Documents.ByWords != 0 {
		t.Errorf("%+v of %d documents, %+v", report.Documents, len(raws), report.Letters)
	}
}

func TestAReportIsTheSameOnAnyNumberOfGoroutines(t *testing.T) {
	raws := cases(t)
	strict := func(p *cleaners.Policy) { *p = cleaners.PrecisionPolicy() }
	var first string
	for _, o := range []replay.Options{{Workers: 1, Batch: 1}, {Workers: 8, Batch: 3}, {Workers: 3, Batch: 1000}} {
		body, err := run(t, given(raws...), engine(t, nil), engine(t, strict), o).JSON()
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(body)
		}
		if diff := cmp.Diff(first, string(body)); diff != "" {
			t.Errorf("%+v (-first +this):\n%s", o, diff)
		}
	}
	if !strings.Contains(first, `"schema": "winnow.replay.v1"`) {
		t.Errorf("the report is %s", first)
	}
}

// TestBothWaysAddUp turns a replay round: what one loses the other gains.
func TestBothWaysAddUp(t *testing.T) {
	raws := cases(t)
	strict := func(p *cleaners.Policy) { *p = cleaners.PrecisionPolicy() }
	forth := run(t, given(raws...), engine(t, nil), engine(t, strict), replay.Options{})
	back := run(t, given(raws...), engine(t, strict), engine(t, nil), replay.Options{})
	if forth.Lost == (replay.Count{}) || forth.Lost != back.Gained || forth.Gained != back.Lost || forth.Moved.Letters != back.Moved.Letters {
		t.Errorf("forth %+v %+v %+v, back %+v %+v %+v", forth.Lost, forth.Gained, forth.Moved, back.Lost, back.Gained, back.Moved)
	}
	for _, r := range []*replay.Report{forth, back} {
		l := r.Letters
		if l.Old-l.Lost+l.Gained != l.New {
			t.Errorf("the letters do not add up: %+v", l)
		}
		sum := 0
		for _, rule := range r.Rules {
			sum += rule.Lost.Letters
		}
		if sum != l.Lost {
			t.Errorf("by rule %d letters are lost, in all %d", sum, l.Lost)
		}
	}
	for i, c := range back.Gains {
		if diff := cmp.Diff(forth.Losses[i], c); diff != "" {
			t.Errorf("loss and gain %d (-loss +gain):\n%s", i, diff)
		}
	}
}

const bridge = `Harbour bridge to close for a year
By Ada Lee
12 March 2026
The harbour bridge will close for a year from May, the city said on Thursday, so that its cables can be replaced.
The bridge seen from the north bank. Getty Images
Ferries will run every ten minutes. Sign up for our newsletter The first leaves at five in the morning, the city said.
"Nobody will be cut off," said the mayor, who lives on the north bank herself.
Related Articles
The Courier
an hour ago
Ferry company hires forty captains
`

func TestWhatIsKeptAndWhatIsLostIsNamed(t *testing.T) {
	raw := document.Raw{ID: "bridge", URL: "https://www.courier.example/bridge", Content: []byte(bridge)}
	keeps := func(p *cleaners.Policy) { p.Keep[document.Caption], p.Keep[document.Newsletter] = true, true }
	report := run(t, given(raw), engine(t, keeps), engine(t, nil), replay.Options{})
	want := []replay.Change{
		{Text: "The bridge seen from the north bank. Getty Images", Letters: 40, Whole: true, Kind: "caption", Rule: "captions/trailing-credit"},
		{Text: "Sign up for our newsletter", Letters: 22, Kind: "newsletter", Rule: "newsletter/aside"},
	}
	for i := range want {
		want[i].ID, want[i].URL, want[i].Site = raw.ID, raw.URL, "courier-example"
		want[i].Start = strings.Index(bridge, want[i].Text)
		want[i].End = want[i].Start + len(want[i].Text)
		if i < len(report.Losses) {
			want[i].Score = report.Losses[i].Score
		}
	}
	if diff := cmp.Diff(want, report.Losses); diff != "" {
		t.Errorf("losses (-want +got):\n%s", diff)
	}
	if len(report.Gains) != 0 || report.Kinds["caption"].Lost.Letters != 40 || report.Rules["newsletter/aside"].Lost != (replay.Count{Parts: 1, Letters: 22}) {
		t.Errorf("gains %+v, rules %+v", report.Gains, report.Rules)
	}
	if site := report.Sites["courier-example"]; site == nil || site.Lost != 62 || site.Changed != 1 {
		t.Errorf("sites: %+v", report.Sites)
	}
}

// of is a way to clean by a function.
type of func(document.Raw) replay.Result

func (of) Build() record.Build { return build }
func (f of) Clean(_ context.Context, all []replay.Document) (results []replay.Result, err error) {
	for i := range all {
		results = append(results, f(all[i].Raw))
	}
	return results, nil
}

// lines keeps lines and removes those that begin with a sign.
func lines(sign string) of {
	return func(raw document.Raw) replay.Result {
		c := &record.Clean{ID: raw.ID}
		source := string(raw.Content)
		at := 0
		for line := range strings.Lines(source) {
			text := strings.TrimSuffix(line, "\n")
			switch {
			case sign != "" && strings.HasPrefix(text, sign):
				c.Removed = append(c.Removed, record.Removal{Text: text, Kind: document.Promo, Rule: "sign/" + sign, Score: 1, Start: at, End: at + len(text)})
			default:
				c.Paragraphs = append(c.Paragraphs, record.Paragraph{Text: text, Start: at, End: at + len(text)})
			}
			at += len(line)
		}
		return replay.Result{Clean: c, Source: source}
	}
}

func TestDocumentsOfDifferentTextsAreComparedByWords(t *testing.T) {
	rewritten := func(raw document.Raw) replay.Result {
		raw.Content = []byte(strings.ReplaceAll(strings.ReplaceAll(string(raw.Content), "ferry\n", "ferry "), "  ", " "))
		return lines("*")(raw)
	}
	for _, c := range []struct {
		name, text    string
		losses, gains []string
		otherwise     int
	}{
		{name: "other white space and joins", text: "The  harbour ferry\nleaves at five.\nNobody is cut off.\n", otherwise: 1},
		{name: "a paragraph", text: "The  ferry\nleaves.\n* Read about the captains\nNobody is cut off.\n", losses: []string{"sign/* * Read about the captains"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := run(t, given(document.Raw{ID: "a", Content: []byte(c.text)}), lines(""), of(rewritten), replay.Options{})
			if report.Documents.ByWords != 1 || report.Documents.Otherwise != c.otherwise {
				t.Errorf("documents: %+v", report.Documents)
			}
			if diff := cmp.Diff(c.losses, texts(report.Losses)); diff != "" {
				t.Errorf("losses (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.gains, texts(report.Gains)); diff != "" {
				t.Errorf("gains (-want +got):\n%s", diff)
			}
		})
	}
}

func texts(all []replay.Change) (lines []string) {
	for _, c := range all {
		lines = append(lines, c.Rule+" "+c.Text)
	}
	return lines
}

// reasonedError is an error with a reason.
type reasonedError struct{}

func (reasonedError) Error() string  { return "it is a listing" }
func (reasonedError) Reason() string { return "listing" }

// engineFunc is an engine by a function.
type engineFunc func(document.Raw) (*document.Clean, error)

func (f engineFunc) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	return f(raw)
}

func TestDocumentsThatOnlyOneRefusesAreNamed(t *testing.T) {
	clean := func(raw document.Raw) (*document.Clean, error) {
		text := string(raw.Content)
		return &document.Clean{ID: raw.ID, Source: text, Paragraphs: []document.Paragraph{{Text: text, End: len(text)}}}, nil
	}
	refuses := func(id string) replay.Cleaning {
		return replay.Engine(engineFunc(func(raw document.Raw) (*document.Clean, error) {
			switch raw.ID {
			case id:
				return nil, reasonedError{}
			case "both":
				panic("on both sides")
			}
			return clean(raw)
		}), build, pipeline.Options{})
	}
	raws := []document.Raw{{ID: "a", Content: []byte("four")}, {ID: "b", Content: []byte("letters")}, {ID: "both", Content: []byte("x")}, {ID: "none", Content: []byte("five5")}}
	report := run(t, given(raws...), refuses("a"), refuses("b"), replay.Options{})
	want := replay.Documents{All: 4, Changed: 2, Refused: 1, RefusedBefore: 1, RefusedBoth: 1}
	if diff := cmp.Diff(want, report.Documents); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(replay.Letters{Old: 12, New: 9, Lost: 7, Gained: 4}, report.Letters); diff != "" {
		t.Errorf("letters (-want +got):\n%s", diff)
	}
	refused := replay.Refused{Reason: "listing", Error: "it is a listing"}
	if diff := cmp.Diff([]replay.Refusal{
		{ID: "a", Site: "(no site)", By: "old", Letters: 4, Refused: refused}, {ID: "b", Site: "(no site)", By: "new", Letters: 7, Refused: refused},
	}, report.Refusals); diff != "" {
		t.Errorf("refusals (-want +got):\n%s", diff)
	}
}

func TestWhatEndsAReplay(t *testing.T) {
	broken := errors.New("the disk is gone")
	unreadable := func(yield func(replay.Input, error) bool) {
		for in := range given(document.Raw{ID: "a", Content: []byte("one")}) {
			yield(in, nil)
		}
		yield(replay.Input{}, broken)
	}
	report, err := replay.Run(t.Context(), unreadable, lines(""), lines(""), replay.Options{Batch: 1})
	if !errors.Is(err, broken) || report.Documents.All != 1 {
		t.Errorf("%v after %+v", err, report.Documents)
	}
	short := of(func(document.Raw) replay.Result { return replay.Result{} })
	if _, err := replay.Run(t.Context(), given(document.Raw{ID: "a"}), lines(""), short, replay.Options{}); err == nil || !strings.Contains(err.Error(), "the new rules") {
		t.Errorf("a way to clean that returns nothing: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	endless := func(yield func(replay.Input, error) bool) {
		for i := 0; ; i++ {
			if i == 50 {
				cancel()
			}
			if !yield(replay.Input{Open: func() (document.Raw, error) { return document.Raw{Content: []byte("x")}, nil }}, nil) {
				return
			}
		}
	}
	if _, err := replay.Run(ctx, endless, lines(""), lines(""), replay.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	bad := func(yield func(replay.Input, error) bool) {
		yield(replay.Input{Name: "f:1", Open: func() (document.Raw, error) { return document.Raw{}, reasonedError{} }}, nil)
	}
	if report := run(t, bad, lines(""), lines(""), replay.Options{}); report.Documents.Unread != 1 || !report.Empty() {
		t.Errorf("a broken envelope: %+v", report.Documents)
	}
}
