package review

import (
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

type documentData struct {
	Doc      *catalog.Document
	At       docAddress
	Sheet    *sheet
	Rows     []*row // that are shown
	Kinds    []kindCount
	Chosen   *weighing // of the stretch that is chosen; of none where there is none
	Source   string    // what version names, which a correction comes back with
	Language string    // fit for an attribute
	Frame    bool      // its own page can be shown
	Said     []corrections.Correction
	Lost     int // of those, whose words are not in the document any more
	Previous string
	Next     string
	Position string
	Prefix   string // of a stretch's address
	Parts    int    // that a long document is shown in
	Part     int    // that is shown, from 1
	Earlier  string
	Later    string
}

// kindCount is how many stretches are of a kind, and the address that shows them alone.
type kindCount struct {
	Name, Address string
	N             int
	Now           bool
}

// document shows one document.
func (p *pages) document(w http.ResponseWriter, r *http.Request) {
	at := readDocAddress(r)
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
	there, lost := placed(doc, said)
	sheet := p.newSheet(doc, &at, there)
	d := documentData{
		Doc: doc, At: at, Sheet: sheet, Rows: sheet.Rows, Source: version(doc), Language: languageTag(doc.Language), Said: said, Lost: lost,
		Frame: doc.Raw != nil && isHTML(doc), Prefix: at.stretches(), Chosen: p.chosen(sheet, at.At), Kinds: kindCounts(sheet, at),
	}
	if at.Kind != "" {
		d.Rows = ofKind(sheet.Rows, at.Kind)
	}
	d.part(at)
	if d.Previous, d.Next, d.Position, err = p.neighbours(r, at); err != nil {
		p.broken(w, r, err)
		return
	}
	p.show(w, r, http.StatusOK, "document", titleOf(&doc.Item), d)
}

// partSize is how many stretches a page shows at most. A page of 5,500 takes the server
// 0.2 s and has 4.6 MB.
const partSize = 6000

// part leaves the rows of one part, where a document is too long for a page.
func (d *documentData) part(at docAddress) {
	stretches := 0
	parts := [][]*row{nil}
	number, chosen := 0, at.Part
	for _, r := range d.Rows {
		if stretches >= partSize {
			parts, stretches = append(parts, nil), 0
			number++
		}
		stretches += len(r.Stretches)
		parts[number] = append(parts[number], r)
		if at.At >= r.Stretches[0].N && at.At <= r.Stretches[len(r.Stretches)-1].N {
			chosen = number
		}
	}
	chosen = min(chosen, number)
	d.Rows, d.Parts, d.Part = parts[chosen], len(parts), chosen+1
	if chosen > 0 {
		d.Earlier = at.WithPart(chosen - 1)
	}
	if chosen < number {
		d.Later = at.WithPart(chosen + 1)
	}
}

// titleOf returns what names a document.
func titleOf(item *catalog.Item) string {
	switch {
	case item.Title != "":
		return line(item.Title)
	case item.URL != "":
		return plain(item.URL)
	}
	return plain(item.ID)
}

// chosen returns all that is known of the chosen stretch, with the form's choices.
func (p *pages) chosen(s *sheet, at int) *weighing {
	w := weighing{Number: none}
	if at >= 0 && at < len(s.Stretches) {
		shown := s.Stretches[at]
		shown.Chosen = true
		w = shown.Weighing
		w.Number, w.Range, w.Text, w.Doc = at, [2]int{shown.Start, shown.End}, short(shown.Text, shownChosen), p.RuleDoc(w.Rule)
	}
	for _, choice := range kindChoices() {
		w.Choices = append(w.Choices, kindDesk{choice, w.Fate == fateRemoved && choice.Name == w.Kind})
	}
	return &w
}

// shownChosen is how much of the chosen stretch is repeated beside it, in characters.
const shownChosen = 160

func kindCounts(s *sheet, at docAddress) (all []kindCount) {
	for _, k := range document.Kinds() {
		if n := s.Count[k.String()]; n > 0 {
			name := k.String()
			all = append(all, kindCount{name, at.WithKind(name), n, at.Kind == name})
		}
	}
	return all
}

// ofKind returns the rows that have a stretch of a kind.
func ofKind(rows []*row, kind string) (some []*row) {
	for _, r := range rows {
		for _, s := range r.Stretches {
			if s.Kind == kind {
				some = append(some, r)
				break
			}
		}
	}
	return some
}

// neighbours returns the addresses of the documents before and after one in its queue.
// The queue may have changed since: its place is looked for near where it was.
func (p *pages) neighbours(r *http.Request, at docAddress) (previous, next, position string, err error) {
	values, err := url.ParseQuery(at.Queue)
	if err != nil {
		values = nil
	}
	filter, _ := readFilter(values)
	const reach = 3
	filter.Offset = max(0, at.Index-reach)
	filter.Limit = 2*reach + 1
	listing, err := p.Catalog.List(r.Context(), filter)
	if err != nil {
		return "", "", "", err
	}
	to := func(i int) string {
		return docAddress{Key: listing.Items[i].Key, View: at.View, Frame: at.Frame, Queue: at.Queue, Index: filter.Offset + i, At: none}.String()
	}
	for i := range listing.Items {
		if listing.Items[i].Key != at.Key {
			continue
		}
		if i > 0 {
			previous = to(i - 1)
		}
		if i+1 < len(listing.Items) {
			next = to(i + 1)
		}
		position = count(filter.Offset+i+1) + " of " + count(listing.Total)
	}
	return previous, next, position, nil
}

// languageTag returns a language as an attribute may have it, empty for none.
func languageTag(language string) string {
	if n := len(language); n < 2 || n > 3 || language == "und" {
		return ""
	}
	for _, c := range language {
		if c < 'a' || c > 'z' {
			return ""
		}
	}
	return language
}

// span reads the bytes that a form is about.
func span(r *http.Request) (start, end int, ok bool) {
	start, err1 := strconv.Atoi(r.PostFormValue("start"))
	end, err2 := strconv.Atoi(r.PostFormValue("end"))
	return start, end, err1 == nil && err2 == nil && start >= 0 && start < end
}

// onRunes reports whether a span of a text begins and ends between two characters.
func onRunes(text string, start, end int) bool {
	return start >= 0 && end <= len(text) && start < end && (start == 0 || utf8.RuneStart(text[start])) && (end == len(text) || utf8.RuneStart(text[end]))
}
