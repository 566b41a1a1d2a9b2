package review

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/winnow-news/winnow/pipeline/corrections"
)

// The days of a trial.
const (
	trialDays     = 7
	mostTrialDays = 366
)

type rulesData struct {
	Files []RuleFileInfo
}

// rules lists the files of site rules.
func (p *pages) rules(w http.ResponseWriter, r *http.Request) {
	if !p.hasRules(w, r) {
		return
	}
	files, err := p.Rules.Files(r.Context())
	if err != nil {
		p.broken(w, r, err)
		return
	}
	p.show(w, r, http.StatusOK, "rules", "Site rules", rulesData{Files: files})
}

func (p *pages) hasRules(w http.ResponseWriter, r *http.Request) bool {
	if p.Rules == nil {
		p.fail(w, r, http.StatusNotFound, "No site rules are in use here: start winnow review with --rules DIR.")
	}
	return p.Rules != nil
}

type draftData struct {
	File     RuleFile
	From     *corrections.Correction // that it was made from
	Site     string
	Days     int
	Note     string
	Checked  bool
	Problems []Problem
	Notices  []draftLine // what is no problem and may still not be meant
	Sites    []string    // that there are
	Taken    bool        // the file is in force, and the draft has no text: rolling it out takes it away
	Trial    *Trial
	Of       string     // the site that was tried, empty for all
	Stands   *standing  // of the text of the correction that it was made from
	Losses   changeList // of article, that nobody asked for
	Meant    changeList // losses of what people said is no article, or the rule names outright
	Others   changeList
	Tried    string // the seal of a draft that was tried
	Done     string // what rolling it out did
	Wrong    string // why what was asked for was not done
	Lines    []draftLine
}

// draftLine is a line of a draft that something is wrong with.
type draftLine struct {
	Number int
	Text   string
	What   string
}

// draft shows a file of rules, or a rule that a correction suggests, to be changed.
func (p *pages) draft(w http.ResponseWriter, r *http.Request) {
	if !p.hasRules(w, r) {
		return
	}
	d := draftData{Days: trialDays}
	var err error
	switch q := r.URL.Query(); {
	case q.Get("from") != "":
		if d.From, err = p.said.one(r.Context(), q.Get("from")); err == nil && d.From != nil {
			p.suggest(r, &d)
		}
		if err == nil && d.From == nil {
			p.fail(w, r, http.StatusNotFound, "There is no such correction, or it was withdrawn.")
			return
		}
	case q.Get("file") != "":
		d.File, err = p.Rules.File(r.Context(), q.Get("file"))
	}
	if errors.Is(err, fs.ErrNotExist) {
		p.fail(w, r, http.StatusNotFound, "There is no such file of rules.")
		return
	}
	if err != nil {
		p.broken(w, r, err)
		return
	}
	p.showDraft(w, r, &d)
}

// suggest puts the rule of a correction into a draft, or says why there is none: then
// somebody writes it.
func (p *pages) suggest(r *http.Request, d *draftData) {
	d.Site = d.From.Site
	file, err := p.Rules.Suggest(r.Context(), *d.From)
	if err != nil {
		d.Wrong = "No rule could be suggested: " + err.Error()
	}
	d.File = file
	if d.File.Name == "" {
		d.File.Name = d.Site + ".rules"
	}
}

func (p *pages) showDraft(w http.ResponseWriter, r *http.Request, d *draftData) {
	lines := textLines(d.File.Text)
	for _, problem := range d.Problems {
		shown := draftLine{Number: problem.Line, What: problem.What}
		if problem.Line > 0 && problem.Line <= len(lines) {
			shown.Text = lines[problem.Line-1]
		}
		if problem.Notice {
			d.Notices = append(d.Notices, shown)
		} else {
			d.Lines = append(d.Lines, shown)
		}
	}
	if sites, err := p.Catalog.Sites(r.Context()); err == nil { // they are only offered
		for i := range sites {
			d.Sites = append(d.Sites, sites[i].Name)
		}
	}
	d.Taken = d.File.Base != "" && strings.TrimSpace(d.File.Text) == ""
	title := "New rules"
	if d.File.Name != "" {
		title = d.File.Name
	}
	p.show(w, r, http.StatusOK, "draft", title, d)
}

// drafted checks, tries or rolls out a draft.
func (p *pages) drafted(w http.ResponseWriter, r *http.Request) {
	if !p.hasRules(w, r) {
		return
	}
	d, err := p.readDraft(r)
	if err != nil {
		p.broken(w, r, err)
		return
	}
	if d.File.Name == "" {
		d.Wrong = "Name the file."
		p.showDraft(w, r, d)
		return
	}
	d.Checked = true
	if d.Problems, err = p.Rules.Check(r.Context(), d.File); err != nil {
		p.broken(w, r, err)
		return
	}
	if !slices.ContainsFunc(d.Problems, func(p Problem) bool { return !p.Notice }) {
		switch r.PostFormValue("do") {
		case "try":
			p.try(w, r, d)
		case "rollout":
			p.rollOut(r, d)
		}
	}
	p.showDraft(w, r, d)
}

func (p *pages) readDraft(r *http.Request) (d *draftData, err error) {
	d = &draftData{
		File: RuleFile{Name: strings.TrimSpace(r.PostFormValue("name")), Text: strings.ReplaceAll(r.PostFormValue("text"), "\r\n", "\n"), Base: r.PostFormValue("base")},
		Site: strings.TrimSpace(r.PostFormValue("site")), Note: strings.TrimSpace(cutText(r.PostFormValue("note"), mostNote)), Days: trialDays,
	}
	if days, err := strconv.Atoi(r.PostFormValue("days")); err == nil {
		d.Days = min(max(days, 1), mostTrialDays)
	}
	if seal := r.PostFormValue("tried"); seal != "" && hmac.Equal([]byte(seal), []byte(p.triedSeal(d.File))) {
		d.Tried = seal
	}
	if from := r.PostFormValue("from"); from != "" {
		d.From, err = p.said.one(r.Context(), from)
	}
	return d, err
}

// triedSeal is what a draft that was tried comes back with.
func (p *pages) triedSeal(file RuleFile) string { return p.sealed("tried", file.Name, file.Text) }

// try says what a draft would change.
func (p *pages) try(w http.ResponseWriter, r *http.Request, d *draftData) {
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(trialTime + writeTime)) // a recorder has none
	ctx, cancel := context.WithTimeout(r.Context(), trialTime)
	defer cancel()
	var trial *Trial
	site, err := p.siteNamed(ctx, d.Site)
	var since time.Time
	if err == nil {
		since, err = p.since(ctx, site, d.Days)
	}
	if err == nil {
		trial, err = p.Rules.Try(ctx, d.File, site, since)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		d.Wrong = fmt.Sprintf("The trial took longer than %s: try fewer days, or use winnow replay.", trialTime)
	case err != nil:
		d.Wrong = "The trial failed: " + err.Error()
	default:
		d.Trial, d.Of, d.Tried = trial, site, ""
		if trial.Documents > 0 {
			d.Tried = p.triedSeal(d.File)
		}
		if err := p.sortChanges(r.Context(), d); err != nil {
			d.Wrong = "It is not known what people said of these documents: " + err.Error()
		}
	}
}

// since returns when the last days of a site begin, of all sites where it is empty. They
// are days of its documents: an archive ended long ago.
func (p *pages) since(ctx context.Context, name string, days int) (time.Time, error) {
	all, err := p.Catalog.Sites(ctx)
	end := time.Time{}
	for _, site := range all {
		if n := len(site.Days); n > 0 && (name == "" || site.Name == name) {
			if last, err := time.Parse(time.DateOnly, site.Days[n-1].Day); err == nil && last.AddDate(0, 0, 1).After(end) {
				end = last.AddDate(0, 0, 1)
			}
		}
	}
	if now := p.Now(); end.IsZero() || end.After(now) {
		end = now
	}
	return end.AddDate(0, 0, -days), err
}

// rollOut puts a draft in force, if it was tried or need not be.
func (p *pages) rollOut(r *http.Request, d *draftData) {
	by := p.who(r)
	switch {
	case by == "":
		d.Wrong = "Say who you are first: at the top of the page."
	case d.Note == "":
		d.Wrong = "Say in the note why: whoever looks at the rules later reads it."
	case strings.TrimSpace(d.File.Text) == "" && d.File.Base == "":
		d.Wrong = "There are no rules in it."
	case strings.TrimSpace(d.File.Text) == "" && r.PostFormValue("delete") == "":
		d.Wrong = "Without text, the file is taken away, with all its rules. Tick “take the file away” if that is meant."
	case d.Tried == "" && r.PostFormValue("untried") == "":
		d.Wrong = "This text was not tried yet. Try it first, or tick “without a trial”."
	default:
		done, err := p.Rules.RollOut(r.Context(), d.File, by, d.Note)
		if err != nil {
			d.Wrong = "It was not rolled out: " + err.Error()
			return
		}
		p.Log.Info("rules rolled out", "file", d.File.Name, "by", by, "note", d.Note)
		d.Done, d.Note = done, ""
		if strings.TrimSpace(d.File.Text) == "" {
			d.Done, d.File.Base = d.File.Name+" is taken away. "+done, ""
		}
		if now, err := p.Rules.File(r.Context(), d.File.Name); err == nil { // whoever goes on changes what is in force now
			d.File.Base = now.Base
		}
	}
}
