package siterules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// file is the rules of one file.
type file struct {
	name  string
	hosts []string // empty: all
	text  []textRule
}

// textRule is a rule about lines.
type textRule struct {
	line  int // in the file
	kind  document.Kind
	holds func(string) bool
}

// ending is what the names of files with rules for text end in.
const ending = ".rules"

func load(folder fs.FS) (*Set, error) {
	s := &Set{}
	var wrong Problems
	h := sha256.New()
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ending {
			return err
		}
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(data), data)
		f, problems := parse(name, string(data))
		s.files = append(s.files, f)
		wrong = append(wrong, problems...)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("site rules: %w", err)
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	if len(s.files) > 0 {
		s.digest = hex.EncodeToString(h.Sum(nil))[:16]
	}
	return s, nil
}

func parse(name, text string) (f file, wrong Problems) {
	f.name = name
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if hosts, ok := strings.CutPrefix(line, "site "); ok {
			f.hosts = append(f.hosts, strings.Fields(hosts)...)
			continue
		}
		r, err := parseText(line)
		if err != nil {
			wrong = append(wrong, Problem{name, i + 1, err.Error()})
			continue
		}
		r.line = i + 1
		f.text = append(f.text, r)
	}
	return f, wrong
}

// parseText reads `remove KIND: line equals "TEXT"`, or begins, ends.
func parseText(line string) (r textRule, err error) {
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

func (s *Set) rulesFor(host, site string) *Rules {
	var r Rules
	for i := range s.files {
		if s.files[i].isFor(host, site) {
			r.files = append(r.files, &s.files[i])
		}
	}
	if len(r.files) == 0 {
		return nil
	}
	return &r
}

func (f *file) isFor(host, site string) bool {
	for _, h := range f.hosts {
		if host == h || strings.HasSuffix(host, "."+h) || host == "" && site == strings.ReplaceAll(h, ".", "-") {
			return true
		}
	}
	return len(f.hosts) == 0
}

func (f *file) lines(doc *document.Document) {
	for i := range doc.Blocks {
		for _, r := range f.text {
			if !r.holds(doc.Of(i)) {
				continue
			}
			rule := "site/" + r.kind.String()
			if r.kind == document.Article {
				rule = "site/keep"
			}
			doc.Ruled = append(doc.Ruled, document.Ruled{Span: doc.Blocks[i].Span, Kind: r.kind, Rule: rule, Where: fmt.Sprintf("%s:%d", f.name, r.line)})
		}
	}
}
