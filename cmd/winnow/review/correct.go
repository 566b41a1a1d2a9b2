package review

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// mostNote is how long a note may be, in bytes.
const mostNote = 2000

// version names what a page shows of a document: a form that comes back with another one
// is about a text that is not there any more, whatever stands at its bytes now.
func version(doc *catalog.Document) string {
	sum := sha256.New()
	for i := range doc.Pieces {
		p := &doc.Pieces[i]
		fmt.Fprintf(sum, "%d %d %d ", p.Start, p.End, len(p.Text))
		io.WriteString(sum, p.Text) // a hash takes all
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// notExact is why a stretch can't be corrected of which the bytes are not known.
const notExact = "The text as it came is there no longer, only what was published of it, and this stretch is not the same in both. Start winnow review with --raw to correct it."

// mark keeps what somebody says of a stretch.
func (p *pages) mark(w http.ResponseWriter, r *http.Request) {
	by := p.who(r)
	if by == "" {
		p.fail(w, r, http.StatusUnprocessableEntity, "Say who you are first: at the top of the page.")
		return
	}
	at := readDocAddress(r)
	doc, err := p.Catalog.Document(r.Context(), at.Key)
	if err != nil {
		p.broken(w, r, err)
		return
	}
	sheet := p.newSheet(doc, &at, nil)
	c, why := correction(doc, sheet, r)
	if why != "" {
		p.fail(w, r, http.StatusUnprocessableEntity, why)
		return
	}
	c.By = by
	switch err := p.said.add(r.Context(), c, doc.Raw); {
	case errors.Is(err, corrections.ErrInvalid):
		p.fail(w, r, http.StatusUnprocessableEntity, fmt.Sprintf("That can't be kept: %v.", err))
		return
	case err != nil:
		p.broken(w, r, fmt.Errorf("the correction could not be kept: %w", err))
		return
	}
	at.At = numberAt(sheet, c.End) // the same: another key pressed too soon is about what is seen
	p.back(w, r, at, fmt.Sprintf("Kept: %q is %s. Undo takes it back.", short(c.Text, 60), wanted(c.Want)))
}

// back leads to a document's page, in the view that the form was in, with a note.
func (p *pages) back(w http.ResponseWriter, r *http.Request, at docAddress, note string) {
	http.Redirect(w, r, p.noted(at.String(), note), http.StatusSeeOther)
}

// wanted says what a stretch is said to be.
func wanted(kind document.Kind) string {
	switch kind {
	case document.Article:
		return "part of the article"
	case document.Title:
		return "the title"
	}
	return "no part of the article, but " + kind.String()
}

// correction reads a form. It returns in words what is wrong with it.
func correction(doc *catalog.Document, s *sheet, r *http.Request) (*corrections.Correction, string) {
	want, err := document.ParseKind(r.PostFormValue("want"))
	if err != nil {
		return nil, "Choose what the stretch is."
	}
	if r.PostFormValue("source") != version(doc) {
		return nil, "The document has changed since this page was made. Go back, reload it, and look again."
	}
	start, end, ok := span(r)
	if !ok {
		return nil, "Choose a stretch of the document first."
	}
	text, first, why := textOf(doc, s, start, end)
	if why != "" {
		return nil, why
	}
	if only := strings.TrimSpace(r.PostFormValue("only")); only != "" {
		if start, text, why = partOf(first, start, text, only); why != "" {
			return nil, why
		}
		end = start + len(text)
	}
	c := &corrections.Correction{
		Schema: corrections.Schema, Document: doc.ID, URL: doc.URL, Site: doc.Site, Language: doc.Language,
		Start: start, End: end, Text: text, Want: want,
		Note: strings.TrimSpace(cutText(r.PostFormValue("note"), mostNote)), Was: judgement(doc, first),
	}
	if doc.Judged != nil && end <= len(doc.Judged.Source) && doc.Judged.Source[start:end] == text { // else it was published out of another text
		c.Source = corrections.SourceDigest(doc.Judged.Source)
	}
	if doc.Record != nil {
		c.Digest = doc.Record.Winnow.Rules
	}
	return c, ""
}

// judgement returns what was made of a stretch.
func judgement(doc *catalog.Document, s *stretch) corrections.Judgement {
	for i := range doc.Pieces {
		if p := &doc.Pieces[i]; p.Start == s.Start && p.End == s.End {
			return corrections.Judgement{Removed: p.Fate == document.Removed, Kind: p.Kind, Rule: p.Rule, Score: p.Score}
		}
	}
	return corrections.Judgement{}
}

// textOf returns the text of a span, which lies in one block, and the first stretch of it.
func textOf(doc *catalog.Document, s *sheet, start, end int) (text string, first *stretch, why string) {
	for _, r := range s.Rows {
		for i, piece := range r.Stretches {
			if start < piece.Start || start >= piece.End {
				continue
			}
			text, why = joined(doc, r.Stretches[i:], start, end)
			return text, piece, why
		}
	}
	return "", nil, "There is no text at that place any more. Go back, reload the page, and look again."
}

// joined returns the text of a span out of the stretches from its first one on. What
// stands between two of them is white space, which only the text as it came has.
func joined(doc *catalog.Document, from []*stretch, start, end int) (string, string) {
	var b strings.Builder
	for _, s := range from {
		if !s.Exact {
			return "", notExact
		}
		if between := start + b.Len(); between < s.Start {
			if doc.Judged == nil || min(s.Start, end) > len(doc.Judged.Source) {
				return "", notExact
			}
			b.WriteString(doc.Judged.Source[between:min(s.Start, end)])
			if end <= s.Start {
				return b.String(), ""
			}
		}
		a, z := max(start, s.Start), min(end, s.End)
		if !onRunes(s.Text, a-s.Start, z-s.Start) {
			return "", "That place lies within a character. Reload the page and choose again."
		}
		b.WriteString(s.Text[a-s.Start : z-s.Start])
		if end <= s.End {
			return b.String(), ""
		}
	}
	return "", "A mark lies within one block: mark the blocks one by one."
}

// partOf finds the only words of a stretch that are meant.
func partOf(s *stretch, start int, text, only string) (int, string, string) {
	if !s.Exact {
		return 0, "", notExact
	}
	switch n := strings.Count(text, only); n {
	case 0:
		return 0, "", fmt.Sprintf("The stretch does not have the words %q.", short(only, 80))
	case 1:
		return start + strings.Index(text, only), only, ""
	default:
		return 0, "", fmt.Sprintf("The stretch has the words %q %d times: give more of the words around them.", short(only, 80), n)
	}
}

// cutText returns at most so many bytes of a text, of whole characters.
func cutText(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "")
}

// numberAt returns the number of the stretch that a byte is the end of.
func numberAt(s *sheet, end int) int {
	for _, piece := range s.Stretches {
		if end <= piece.End {
			return piece.N
		}
	}
	return none
}

// undo takes back the last thing that whoever asks said of a document.
func (p *pages) undo(w http.ResponseWriter, r *http.Request) {
	at, by := readDocAddress(r), p.who(r)
	doc, err := p.Catalog.Document(r.Context(), at.Key)
	if err != nil {
		p.broken(w, r, err)
		return
	}
	said, err := p.said.of(r.Context(), doc.ID)
	if err != nil {
		p.broken(w, r, err)
		return
	}
	for i := len(said) - 1; i >= 0; i-- {
		if said[i].By != by {
			continue
		}
		if err := p.takeBack(r, &said[i]); err != nil {
			p.broken(w, r, err)
			return
		}
		at.At = none
		if place, found := placeOf(laidOut(doc), doc, &said[i]); found {
			at.At = numberAt(p.newSheet(doc, &at, nil), place.End)
		}
		p.back(w, r, at, fmt.Sprintf("Taken back: what you said of %q.", short(said[i].Text, 60)))
		return
	}
	p.back(w, r, at, "There is nothing of yours to take back in this document.")
}

// takeBack withdraws a correction.
func (p *pages) takeBack(r *http.Request, c *corrections.Correction) error {
	by := p.who(r)
	if by == "" {
		by = c.By
	}
	err := p.said.add(r.Context(), &corrections.Correction{Schema: corrections.Schema, By: by, Withdraws: c.ID, Document: c.Document, Site: c.Site}, nil)
	if err != nil {
		return fmt.Errorf("the correction could not be withdrawn: %w", err)
	}
	return nil
}
