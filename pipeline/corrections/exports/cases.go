package exports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// File is a file of an export.
type File struct {
	Name    string // without folders
	Content []byte
}

// Cases returns a golden case for each document that people want otherwise than it was:
// what they said, with all else as winnow says it now. With the error of one document,
// which says why it can't be a case, come the others all the same.
func (x *Exporter) Cases(ctx context.Context) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		all, err := x.reviewed(ctx)
		if err != nil {
			yield(File{}, err)
			return
		}
		for _, r := range all {
			if !slices.ContainsFunc(r.said, isOther) {
				continue // somebody looked, and agreed
			}
			file, err := x.caseOf(ctx, r)
			if !yield(file, err) || ctx.Err() != nil {
				return
			}
		}
	}
}

// isOther reports a correction that wants something else than there was.
func isOther(c corrections.Correction) bool { return c.Changes() }

func (x *Exporter) caseOf(ctx context.Context, r *reviewed) (File, error) {
	if err := x.open(ctx, r); err != nil {
		return File{}, err
	}
	changes, err := r.changes()
	if err != nil {
		return File{}, err
	}
	c := fixtures.Case{Name: caseName(r), Language: r.clean.Language, Role: "positive", About: about(r)}
	c.Kind = kindOfCase(r.said)
	if !slices.ContainsFunc(r.said, func(c corrections.Correction) bool { return isOther(c) && c.Want.Removable() }) {
		c.Role = "trap" // all of it must stay
	}
	content, err := fixtures.Corrected(c, *r.raw, r.clean.Source, changes, x.Engine)
	if err != nil {
		return File{}, fmt.Errorf("document %s: %w", r.id, err)
	}
	return File{c.Name + ".txtar", content}, nil
}

// kindOfCase returns what a case is about: what the first correction removes, or what was
// removed and must stay.
func kindOfCase(said []corrections.Correction) string {
	for _, c := range said {
		switch {
		case !isOther(c):
		case c.Want.Removable():
			return c.Want.String()
		case c.Was.Kind.Removable():
			return c.Was.Kind.String()
		default:
			return "document"
		}
	}
	return "document"
}

// about says who wants what, in lines that begin no header.
func about(r *reviewed) string {
	var lines []string
	for i := range r.said {
		c := &r.said[i]
		if !isOther(*c) {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s, %s: %q is %s, and was %s.", c.By, c.At.Format("2006-01-02"), short(c.Text), c.Want, c.WasKind()))
		if c.Note != "" {
			lines = append(lines, "Note, "+strings.Join(strings.Fields(c.Note), " "))
		}
	}
	return strings.Join(lines, "\n")
}

// shown is how much of a stretch a comment has, in characters.
const shown = 60

func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > shown {
		return string(runes[:shown]) + "…"
	}
	return text
}

// nameLetters of an address are in the name of a case.
const nameLetters = 40

// caseName returns a name that is a file's: the site, the last part of the address, and
// a digest that tells it from others.
func caseName(r *reviewed) string {
	last := ""
	if u, err := url.Parse(r.raw.URL); err == nil {
		last = u.Hostname() + "-" + path.Base(u.Path)
	}
	sum := sha256.Sum256([]byte(r.id + "\x00" + r.input))
	slug := strings.Trim(strings.Map(func(c rune) rune {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			return c
		case 'A' <= c && c <= 'Z':
			return c | 0x20
		}
		return '-'
	}, last), "-")
	if slug = strings.Trim(slug[:min(len(slug), nameLetters)], "-"); slug == "" {
		slug = "review"
	}
	return slug + "-" + hex.EncodeToString(sum[:4])
}
