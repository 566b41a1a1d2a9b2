package review

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// listedCorrections is how many corrections a page has.
const listedCorrections = 100

type correctionsData struct {
	Rows           []correctionRow
	Total          int
	Sites, People  []string
	Site, By       string
	First, Last    int
	Previous, Next string
}

type correctionRow struct {
	corrections.Correction
	When    string
	Address string // of its document
}

// corrections lists what people said, the latest first.
func (p *pages) corrections(w http.ResponseWriter, r *http.Request) {
	all, err := p.said.list(r.Context())
	if err != nil {
		p.broken(w, r, err)
		return
	}
	q := r.URL.Query()
	d := correctionsData{Site: q.Get("site"), By: q.Get("by")}
	var meant []corrections.Correction
	for i := len(all) - 1; i >= 0; i-- {
		c := all[i]
		d.Sites, d.People = append(d.Sites, c.Site), append(d.People, c.By)
		if (d.Site == "" || c.Site == d.Site) && (d.By == "" || c.By == d.By) {
			meant = append(meant, c)
		}
	}
	d.Sites, d.People = distinct(d.Sites), distinct(d.People)
	page, _ := strconv.Atoi(q.Get("page"))
	page = max(page, 1)
	from := min((page-1)*listedCorrections, len(meant))
	to := min(from+listedCorrections, len(meant))
	d.Total, d.First, d.Last = len(meant), from+1, to
	for _, c := range meant[from:to] {
		d.Rows = append(d.Rows, p.correctionRow(c))
	}
	if page > 1 {
		d.Previous = "/corrections?" + with(q, "page", strconv.Itoa(page-1)).Encode()
	}
	if to < len(meant) {
		d.Next = "/corrections?" + with(q, "page", strconv.Itoa(page+1)).Encode()
	}
	p.show(w, r, http.StatusOK, "corrections", "Corrections", d)
}

func (p *pages) correctionRow(c corrections.Correction) correctionRow {
	return correctionRow{
		Correction: c, When: ago(p.Now(), c.At),
		Address: docAddress{Key: catalog.KeyOf(c.Document), At: none, Find: findable(c.Text)}.String(),
	}
}

// findable returns the beginning of a text by which its place is found again.
func findable(text string) string { return cutText(text, 60) }

func distinct(words []string) []string {
	slices.Sort(words)
	return slices.DeleteFunc(slices.Compact(words), func(w string) bool { return w == "" })
}

// withdraw takes back one correction of the list.
func (p *pages) withdraw(w http.ResponseWriter, r *http.Request) {
	c := p.asked(w, r)
	if c == nil {
		return
	}
	if err := p.takeBack(r, c); err != nil {
		p.broken(w, r, err)
		return
	}
	http.Redirect(w, r, p.noted("/corrections", "Withdrawn: "+short(c.Text, 60)), http.StatusSeeOther)
}

// asked returns the correction that a path names. It answers and returns nil where there
// is none.
func (p *pages) asked(w http.ResponseWriter, r *http.Request) *corrections.Correction {
	c, err := p.said.one(r.Context(), r.PathValue("id"))
	switch {
	case err != nil:
		p.broken(w, r, err)
	case c == nil:
		p.fail(w, r, http.StatusNotFound, "There is no such correction, or it was withdrawn.")
	}
	return c
}

// exportable reports whether corrections can be taken out; it answers where not.
func (p *pages) exportable(w http.ResponseWriter, r *http.Request) bool {
	if p.Exports == nil {
		p.fail(w, r, http.StatusNotFound, "Corrections can't be exported here.")
	}
	return p.Exports != nil
}

// goldenCase answers with a correction as a golden case.
func (p *pages) goldenCase(w http.ResponseWriter, r *http.Request) {
	if !p.exportable(w, r) {
		return
	}
	c := p.asked(w, r)
	if c == nil {
		return
	}
	name, content, err := p.Exports.Case(r.Context(), *c)
	if err != nil {
		p.unexported(w, r, err)
		return
	}
	download(w, "text/plain; charset=utf-8", name, content)
}

// corpusLine answers with a correction's document as a line of an annotated corpus.
func (p *pages) corpusLine(w http.ResponseWriter, r *http.Request) {
	if !p.exportable(w, r) {
		return
	}
	c := p.asked(w, r)
	if c == nil {
		return
	}
	content, err := p.Exports.Line(r.Context(), *c)
	if err != nil {
		p.unexported(w, r, err)
		return
	}
	download(w, "application/jsonl", catalog.KeyOf(c.Document)+".jsonl", append(bytes.TrimRight(content, "\n"), '\n'))
}

// corpus answers with a line for each document that something was said of.
func (p *pages) corpus(w http.ResponseWriter, r *http.Request) {
	if !p.exportable(w, r) {
		return
	}
	all, err := p.said.list(r.Context())
	if err != nil {
		p.broken(w, r, err)
		return
	}
	var out bytes.Buffer
	done := make(map[string]bool)
	for _, c := range all {
		if done[c.Document] {
			continue
		}
		done[c.Document] = true
		content, err := p.Exports.Line(r.Context(), c)
		if err != nil {
			p.Log.Warn("a document is left out of the corpus", "id", c.Document, "error", err)
			continue
		}
		out.Write(bytes.TrimRight(content, "\n"))
		out.WriteByte('\n')
	}
	download(w, "application/jsonl", "corrections.jsonl", out.Bytes())
}

// unexported says why a correction can't be taken out.
func (p *pages) unexported(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, fs.ErrNotExist) {
		p.fail(w, r, http.StatusNotFound, "The document as it came in was not kept with this correction.")
		return
	}
	p.fail(w, r, http.StatusUnprocessableEntity, fmt.Sprintf("This correction can't become that: %s.", strings.TrimSuffix(err.Error(), ".")))
}

// download answers with a file.
func download(w http.ResponseWriter, kind, name string, content []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Length", strconv.Itoa(len(content)))
	w.Write(content) // the browser has left: nobody to tell
}
