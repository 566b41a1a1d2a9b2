package siterules

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// What a set may have. A filter list for all the web has some 3 MB and 60,000 rules.
const (
	maxFileBytes = 8 << 20
	maxSetBytes  = 64 << 20
	maxFiles     = 20_000
	maxRules     = 200_000
	maxProblems  = 100 // that are told of at once
)

// load reads the files of a folder. A link to a file is read, one to a folder is not
// followed: the folders of a Kubernetes ConfigMap have links to files, and hold each
// file twice for whoever follows all.
func load(folder fs.FS) (*Set, error) {
	files := map[string][]byte{}
	var wrong, warnings Problems
	size := 0
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && isHidden(path.Base(name)):
			return fs.SkipDir
		case entry.IsDir() || formOf(name) == nil:
			if entry.Type()&fs.ModeSymlink != 0 && !isHidden(path.Base(name)) {
				warnings = append(warnings, linkedFolder(folder, name)...)
			}
			return nil
		}
		data, problem, err := readFile(folder, name)
		if err != nil {
			return err
		}
		if problem != "" {
			wrong = append(wrong, Problem{name, 0, problem})
			return nil
		}
		files[name] = data
		if size += len(data); size > maxSetBytes || len(files) > maxFiles {
			return fmt.Errorf("more than %d files or %d MB", maxFiles, maxSetBytes>>20)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("site rules: %w", err)
	}
	return fromFiles(files, wrong, warnings)
}

// linkedFolder returns a warning when what is at a link is a folder.
func linkedFolder(folder fs.FS, name string) Problems {
	if info, err := fs.Stat(folder, name); err == nil && info.IsDir() {
		return Problems{{name, 0, "is a link to a folder, which is not followed: name that folder itself"}}
	}
	return nil
}

// readFile returns the content of a file, or what is wrong with it.
func readFile(folder fs.FS, name string) (data []byte, problem string, err error) {
	info, err := fs.Stat(folder, name)
	if err != nil {
		return nil, "", err
	}
	if !info.Mode().IsRegular() { // reading a pipe would block
		return nil, "is no regular file", nil
	}
	f, err := folder.Open(name)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	data, err = io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", name, err)
	}
	return data, "", nil
}

// fromFiles makes a set of files, of which something may be wrong already.
func fromFiles(files map[string][]byte, wrong, warnings Problems) (*Set, error) {
	s := &Set{files: make(map[string][]byte, len(files)), warnings: warnings}
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		form := formOf(name)
		if form == nil {
			continue
		}
		data := files[name]
		fmt.Fprintf(h, "%q %d\n", name, len(data))
		h.Write(data)
		s.files[name] = data
		text, problem := readText(data)
		if problem != nil {
			problem.File = name
			wrong = append(wrong, *problem)
			continue
		}
		wrong = append(wrong, s.add(name, form, form.parse(name, text))...)
	}
	if len(s.rules) > maxRules {
		wrong = append(wrong, Problem{".", 0, fmt.Sprintf("%d rules in all: a set has at most %d", len(s.rules), maxRules)})
	}
	if len(wrong) > 0 {
		return nil, sorted(wrong)
	}
	if len(s.rules) > 0 {
		s.digest = hex.EncodeToString(h.Sum(nil))[:16]
	}
	s.index()
	s.warnings = sorted(append(s.warnings, s.findVain()...))
	return s, nil
}

// add adds what a file says to the set, and returns what is wrong with it.
func (s *Set) add(name string, form *form, p parsed) Problems {
	for i := range p.rules {
		p.rules[i].File, p.rules[i].Form = name, form.name
	}
	for i := range p.warnings {
		p.warnings[i].File = name
	}
	for i := range p.wrong {
		p.wrong[i].File = name
	}
	s.parts = append(s.parts, p.parts...)
	s.rules = append(s.rules, p.rules...)
	s.warnings = append(s.warnings, p.warnings...)
	if len(p.wrong) == 0 && len(p.rules) == 0 {
		s.warnings = append(s.warnings, Problem{name, 0, "has no rules"})
	}
	return p.wrong
}

// readText returns a file's text as parsers read it, or what keeps it from being text.
func readText(data []byte) (string, *Problem) {
	switch {
	case len(data) > maxFileBytes:
		return "", &Problem{Text: fmt.Sprintf("has more than %d MB", maxFileBytes>>20)}
	case bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")):
		return "", &Problem{Text: "is UTF-16: save it as UTF-8"}
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	for n, line := 1, ""; text != "" && !utf8.ValidString(text); n++ {
		if line, text, _ = strings.Cut(text, "\n"); !utf8.ValidString(line) {
			return "", &Problem{Line: n, Text: "is not UTF-8: save the file as UTF-8"}
		}
	}
	if n := strings.IndexByte(text, 0); n >= 0 {
		return "", &Problem{Line: 1 + strings.Count(text[:n], "\n"), Text: "has a zero byte: it is no text"}
	}
	return text, nil
}

// sorted returns problems by file and line, the first of them where there are very many.
func sorted(p Problems) Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	if more := len(p) - maxProblems; more > 0 {
		p = append(p[:maxProblems:maxProblems], Problem{p[maxProblems].File, 0, fmt.Sprintf("and %d more", more)})
	}
	return p
}
