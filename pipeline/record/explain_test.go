package record

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

// explainedSample has a line of each sort.
func explainedSample() *document.Clean {
	doc := &document.Clean{BylineReason: "the page names it twice", Byline: "Ada Lee"}
	doc.Quality = document.Quality{Is: document.IsArticle, Score: 0.85, Rule: "quality/article", Reason: "59 words kept"}
	var entries []document.Entry
	add := func(text string, e document.Entry) {
		e.Span = document.Span{Start: len(doc.Source), End: len(doc.Source) + len(text)}
		doc.Source += text
		entries = append(entries, e, document.Entry{Span: document.Span{Start: len(doc.Source), End: len(doc.Source) + 1}})
		doc.Source += "\n"
	}
	add("The title", document.Entry{Fate: document.Lifted, Kind: document.Title, Rule: "headline/first-line", Score: 0.8})
	add("Nobody spoke of this one, and it is far too long for a line of this terminal.", document.Entry{Fate: document.Kept, Score: 0.5})
	add("Somebody spoke for it.", document.Entry{Fate: document.Kept, Rule: "body/paragraph", Score: 0.2})
	add("A \x1b[31mcaption.", document.Entry{Fate: document.Removed, Kind: document.Caption, Rule: "captions/credit", Score: 0.987, Note: "why"})
	add("A tag", document.Entry{Fate: document.Kept, Kind: document.Tags, Rule: "tags/list", Score: 0.35})
	add("A tie", document.Entry{Fate: document.Kept, Kind: document.Tags, Rule: "tags/list", Score: 0.5})
	add("A comment", document.Entry{Fate: document.Kept, Kind: document.Comments, Rule: "comments/turn", Score: 0.97})
	doc.Ledger = document.LedgerOf(entries...)
	return doc
}

func sampleTerminal() Terminal {
	t := Terminal{Width: 110}
	for k := range t.Threshold {
		t.Threshold[k] = 0.5
	}
	t.Keep[document.Comments] = true
	return t
}

func TestExplainOnATerminal(t *testing.T) {
	want := "" +
		"FATE    KIND     RULE                WHY                               TEXT\n" +
		"lifted  title    headline/first-line 0.80 for the title                The title\n" +
		"kept    article  -                   nothing against it                Nobody spoke of this one, and it is f…\n" +
		"kept    article  body/paragraph      0.80 for keeping                  Somebody spoke for it.\n" +
		"removed caption  captions/credit     0.99 for removal                  A [31mcaption. (why)\n" +
		"kept    tags     tags/list           0.35 for removal is under 0.50    A tag\n" +
		"kept    tags     tags/list           0.50 for removal is not over 0.50 A tie\n" +
		"kept    comments comments/turn       0.97 for removal, but --keep      A comment\n" +
		"stated  byline   -                   -                                 Ada Lee (the page names it twice)\n" +
		"judged  article  quality/article     0.85 sure                         59 words kept\n"
	terminal := sampleTerminal()
	if diff := cmp.Diff(want, terminal.Explain(explainedSample())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestColourIsAllThatColourChanges takes the escapes away again, of which the document
// must have brought none.
func TestColourIsAllThatColourChanges(t *testing.T) {
	terminal := sampleTerminal()
	plain := terminal.Explain(explainedSample())
	terminal.Color = true
	colored := terminal.Explain(explainedSample())
	for line := range strings.Lines(colored) {
		if strings.Count(line, "\x1b[") != 2 || strings.Count(line, sgrReset) != 1 {
			t.Errorf("not one colour: %q", line)
		}
	}
	for fate, color := range map[string]string{"removed": sgrRed, "kept": sgrGreen, "lifted": sgrCyan} {
		if !strings.Contains(colored, "\n"+color+fate) {
			t.Errorf("%s has not its colour:\n%q", fate, colored)
		}
	}
	bare := strings.NewReplacer(sgrReset, "", sgrBold, "", sgrRed, "", sgrGreen, "", sgrCyan, "").Replace(colored)
	if diff := cmp.Diff(plain, bare); diff != "" {
		t.Errorf("(-plain +coloured):\n%s", diff)
	}
}

func TestANarrowTerminalStillShowsText(t *testing.T) {
	terminal := sampleTerminal()
	terminal.Width = 20
	if got := terminal.Explain(explainedSample()); !strings.Contains(got, "Nobody spoke of this one, and…\n") {
		t.Errorf("the text is gone:\n%s", got)
	}
}
