package review

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/winnow-news/winnow/pipeline/catalog"
)

//go:embed templates
var templateFiles embed.FS

// templates is the pages, by name; each has the layout around it.
type templates map[string]*template.Template

// pageNames are the pages that there are.
var pageNames = []string{"queue", "document", "corrections", "rules", "draft", "sites", "site", "help", "login", "fail"}

func parseTemplates() (templates, error) {
	words := template.FuncMap{
		"plain": plain, "line": line, "short": short, "runs": runs, "count": count, "plural": plural, "percent": percent, "portion": portion,
		"reason": reasonWord, "quality": qualityWords, "sureness": sureness, "lines": textLines, "percentOf": func(n float64) string { return fmt.Sprintf("%.1f", n) },
		"keyOf": catalog.KeyOf, "took": func(d time.Duration) string { return d.Round(10 * time.Millisecond).String() }, "tagged": func(s *stretch, prefix string) tagged { return tagged{s, prefix} }, "most": most, "beyond": func(n int, all []kindShare) int { return len(all) - len(most(n, all)) }, "hundred": func(share float64) float64 { return 100 * share },
		"day": func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }, "path": url.PathEscape, "dateOf": dateOf,
	}
	made := make(templates)
	for _, name := range pageNames {
		t, err := template.New("layout.html").Funcs(words).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("review: %w", err)
		}
		made[name] = t
	}
	return made, nil
}

// tagged is a stretch with what its address begins with.
type tagged struct {
	S      *stretch
	Prefix string
}

// view is what the layout shows around a page.
type view struct {
	Title    string
	Name     string // of the page
	Who      string
	MayName  bool
	Inside   bool // whoever asks has come in
	SignedIn bool // with a token, and can sign out
	Text     string
	Note     string
	Here     string
	Has      struct{ Rules, Stories, Memory, Drift, Exports bool }
	Reading  string // how far the catalog has read, while it reads
	Trouble  string // why it read no further
	Away     bool   // the server can't be reached
	Page     any
}

// show answers with a page. It is made as a whole first: a page that breaks off would
// show kept text as all there is.
func (p *pages) show(w http.ResponseWriter, r *http.Request, status int, name, title string, page any) {
	v := view{
		Title: title, Name: name, Who: p.who(r), MayName: p.mayName(r), Text: r.URL.Query().Get("text"), Note: p.note(r), Here: r.URL.RequestURI(), Page: page,
		Inside: p.Access.Token == "" || p.hasSession(r) || p.hasToken(r),
	}
	v.SignedIn = v.Inside && p.Access.Token != ""
	v.Has.Rules, v.Has.Stories, v.Has.Memory, v.Has.Drift, v.Has.Exports = p.Rules != nil, p.Stories != nil, p.Memory != nil, p.Drift != nil, p.Exports != nil
	if v.Inside {
		v.Away = p.Away()
		v.progress(p)
	}
	var out bytes.Buffer
	if err := p.templates[name].Execute(&out, v); err != nil {
		p.Log.Error("cannot make a page", "page", name, "error", err)
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	out.WriteTo(w) // the browser has left: nobody to tell
}

func (v *view) progress(p *pages) {
	read := p.Catalog.Progress()
	if read.Reading {
		v.Reading = "Reading: " + plural(read.Documents, "document") + " so far."
	}
	if read.Dropped > 0 {
		v.Reading = strings.TrimSpace(v.Reading + " The oldest " + plural(read.Dropped, "document") + " were let go to bound memory.")
	}
	if read.Err != nil {
		v.Trouble = "Reading ended early: " + read.Err.Error()
	}
}

// The parameters by which a page tells what was just done. The seal keeps others from
// putting their words there.
const (
	noteParam = "note"
	sealParam = "seal"
)

// noted returns an address whose page says something first.
func (p *pages) noted(address, note string) string {
	address, fragment, _ := strings.Cut(address, "#")
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	address += separator + url.Values{noteParam: {note}, sealParam: {p.sealed("note", note)}}.Encode()
	if fragment != "" {
		address += "#" + fragment
	}
	return address
}

func (p *pages) note(r *http.Request) string {
	note := r.URL.Query().Get(noteParam)
	if note == "" || r.URL.Query().Get(sealParam) != p.sealed("note", note) {
		return ""
	}
	return plain(note)
}

// textLines returns a text's lines, numbered from 1.
func textLines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }

// dateOf returns the day of a time as a document has it.
func dateOf(published string) string {
	day, _, _ := strings.Cut(published, "T")
	return plain(day)
}
