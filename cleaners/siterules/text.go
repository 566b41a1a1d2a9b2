package siterules

import (
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// lineRules is the rules of a part about lines. Nil has none.
type lineRules struct{ all []textRule }

// textRule is a rule about lines.
type textRule struct {
	where string
	kind  document.Kind
	holds func(string) bool
}

func parseText(name, text string) (p parsed) {
	var sites []string
	lines := &lineRules{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if hosts, ok := strings.CutPrefix(line, "site "); ok {
			for _, h := range strings.Fields(hosts) {
				site, err := readSite(h)
				if err != nil {
					p.wrong = append(p.wrong, Problem{Line: i + 1, Text: err.Error()})
				}
				sites = append(sites, site)
			}
			continue
		}
		r, err := parseLine(line)
		if err != nil {
			p.wrong = append(p.wrong, Problem{Line: i + 1, Text: err.Error()})
			continue
		}
		r.where = where(name, i+1)
		lines.all = append(lines.all, r)
		p.rules = append(p.rules, Rule{Line: i + 1, Text: line})
	}
	p.parts = []part{{sites: sites, lines: lines}}
	return p
}

// parseLine reads `remove KIND: line equals "TEXT"`, or begins, ends.
func parseLine(line string) (r textRule, err error) {
	what, how, _ := strings.Cut(line, ": ")
	switch verb, kind, _ := strings.Cut(what, " "); verb {
	case "keep":
	case "remove":
		if r.kind, err = document.ParseKind(kind); err != nil {
			return r, err
		}
	default:
		return r, fmt.Errorf("%q is neither remove nor keep", verb)
	}
	form, quoted, _ := strings.Cut(how, ` "`)
	text := strings.TrimSuffix(quoted, `"`)
	switch form {
	case "line equals":
		r.holds = func(line string) bool { return line == text }
	case "line begins":
		r.holds = func(line string) bool { return strings.HasPrefix(line, text) }
	case "line ends":
		r.holds = func(line string) bool { return strings.HasSuffix(line, text) }
	default:
		return r, fmt.Errorf("%q is no form of a rule", form)
	}
	return r, nil
}

func (l *lineRules) mark(doc *document.Document) {
	if l == nil {
		return
	}
	for i := range doc.Blocks {
		for _, r := range l.all {
			if !r.holds(doc.Of(i)) {
				continue
			}
			rule := "site/" + r.kind.String()
			if r.kind == document.Article {
				rule = "site/keep"
			}
			doc.Ruled = append(doc.Ruled, document.Ruled{Span: doc.Blocks[i].Span, Kind: r.kind, Rule: rule, Where: r.where})
		}
	}
}
