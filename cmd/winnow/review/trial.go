package review

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/pipeline/catalog"
)

// siteNamed returns the site that somebody means by its name, or by a domain or an address
// of it; empty for all. It returns an error where the catalog has no document of it.
func (p *pages) siteNamed(ctx context.Context, said string) (string, error) {
	if said == "" {
		return "", nil
	}
	host := strings.ToLower(said)
	if _, rest, found := strings.Cut(host, "://"); found {
		host = rest
	}
	host, _, _ = strings.Cut(host, "/")
	host = strings.TrimPrefix(host, "www.")
	all, err := p.Catalog.Sites(ctx)
	if err != nil {
		return "", err
	}
	for part := host; ; { // a site is named by its domain, and somebody may name a host below that
		name := strings.ReplaceAll(part, ".", "-")
		for i := range all {
			if all[i].Name == said || all[i].Name == name {
				return all[i].Name, nil
			}
		}
		var more bool
		if _, part, more = strings.Cut(part, "."); !more {
			return "", fmt.Errorf("the catalog has no document of %s", said)
		}
	}
}

// sameChange is what comes out otherwise in the same way, in one document or several.
type sameChange struct {
	Change             // the first of them
	Times     int      // that there are
	Sum       int      // of their letters
	Documents []Change // some, each of another document
}

// changeList is changes, those of the same text together.
type changeList struct {
	Same    []*sameChange // that are listed
	Letters int
	Times   int
	Hidden  int // that are not listed
}

const (
	listedChanges   = 50 // different texts, of each list
	listedWitnesses = 4  // documents of a text
)

// newChangeList puts changes of one text together, those of most letters first.
func newChangeList(all []Change) (list changeList) {
	type how struct{ text, was, now, rule string }
	same := make(map[how]*sameChange)
	for _, c := range all {
		list.Letters += c.Letters
		list.Times++
		key := how{foldLine(c.Text), fate(c.Was.Removed, c.Was.Kind.String()), fate(c.Now.Removed, c.Now.Kind.String()), c.Now.Rule}
		s := same[key]
		if s == nil {
			s = &sameChange{Change: c}
			same[key] = s
			list.Same = append(list.Same, s)
		}
		s.Times++
		s.Sum += c.Letters
		isIt := func(other Change) bool { return other.Key == c.Key && other.URL == c.URL && other.Title == c.Title }
		if len(s.Documents) < listedWitnesses && !slices.ContainsFunc(s.Documents, isIt) {
			s.Documents = append(s.Documents, c)
		}
	}
	slices.SortStableFunc(list.Same, func(a, b *sameChange) int { return cmp.Compare(b.Sum, a.Sum) })
	for _, s := range list.Same[min(len(list.Same), listedChanges):] {
		list.Hidden += s.Times
	}
	list.Same = list.Same[:min(len(list.Same), listedChanges)]
	return list
}

func fate(removed bool, kind string) string {
	if removed {
		return kind
	}
	return fateKept
}

// foldLine returns a line as two are compared.
func foldLine(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

// sortChanges tells losses of article from those that people asked for, and from all
// else.
func (p *pages) sortChanges(ctx context.Context, d *draftData) error {
	said, err := p.said.list(ctx)
	var asked []string
	for _, c := range said {
		if c.Want.Removable() {
			asked = append(asked, foldLine(c.Text))
		}
	}
	var losses, meant, others []Change
	for _, c := range d.Trial.Changes {
		switch {
		case !c.Lost():
			others = append(others, c)
		case isMeant(&c, asked):
			meant = append(meant, c)
		default:
			losses = append(losses, c)
		}
	}
	d.Losses, d.Meant, d.Others = newChangeList(losses), newChangeList(meant), newChangeList(others)
	if d.From != nil && d.From.Want.Removable() {
		d.Stands = p.stands(ctx, d.From.Site, d.From.Text)
	}
	return err
}

// leastNamed is how many characters a label has at least that names a line: "The" names
// half of all. leastNamedWords is how many words two lines of one kind share at their
// beginning by no chance, and a line of that kind is no mostLonger times as long as
// another: an article may begin with "In our dossier on the harbour" as well.
const (
	leastNamed      = 8
	leastNamedWords = 4
	mostLonger      = 2
)

// isMeant reports whether a loss is what people said is no article, or a line that a rule
// names outright: all of it, or a label that it begins with, as "Read also:" is one, or the
// beginning of a line, hardly shorter, that people said is none.
func isMeant(c *Change, asked []string) bool {
	text := foldLine(c.Text)
	if slices.Contains(asked, text) || c.Named != "" && c.Named == text {
		return true
	}
	if utf8.RuneCountInString(c.Named) < leastNamed {
		return false
	}
	if strings.HasSuffix(c.Named, ":") || strings.HasSuffix(c.Named, "：") {
		return true
	}
	return len(strings.Fields(c.Named)) >= leastNamedWords && slices.ContainsFunc(asked, func(line string) bool {
		return strings.HasPrefix(line, c.Named) && len(text) <= mostLonger*len(line)
	})
}

// standing is in how many published documents a text stands.
type standing struct {
	Text      string
	Documents int
	Kept      int // of those, where it was kept
	More      bool
}

// mostStanding documents are looked at.
const mostStanding = 500

// stands looks for a text in a site's documents as they were published, nil where that can't
// be looked for.
func (p *pages) stands(ctx context.Context, site, text string) *standing {
	found, err := p.Catalog.List(ctx, catalog.Filter{Site: site, Text: text, Limit: mostStanding})
	if err != nil {
		return nil
	}
	s := &standing{Text: text, Documents: len(found.Items), More: found.Total > len(found.Items)}
	for i := range found.Items {
		if slices.ContainsFunc(found.Found[found.Items[i].Key], func(h catalog.Hit) bool { return h.Kept }) {
			s.Kept++
		}
	}
	return s
}
