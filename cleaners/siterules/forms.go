package siterules

import (
	"path"
	"strings"
)

// form is one way to write rules. A file is of the form whose ending its name has.
type form struct {
	ending string
	name   string // for people, of its rules: "rules for text"
	dotted bool   // names may begin with a dot, which else hides a file

	// parse reads the text of one file, which is UTF-8 with lines that end in \n.
	parse func(name, text string) parsed
}

// forms is every form. No ending may be the end of another.
var forms = [...]form{
	{ending: ".rules", name: "rules for text", parse: parseText},
	{ending: configEnding, name: configForm, dotted: true, parse: parseConfig},
	{ending: filterEnding, name: filterForm, parse: parseFilters},
}

// parsed is what a file says.
type parsed struct {
	parts    []part
	rules    []Rule // its rules, by line. File and Form are filled in for them.
	wrong    Problems
	warnings Problems // File is filled in for these, and for what is wrong
}

// part is what a file says of some sites.
type part struct {
	sites []string   // as readSite returns them, or behind exactSite or belowSite; none: all sites
	lines *lineRules // nil: none
	page  *pageRules // nil: none
	tests []textTest
}

// formOf returns the form of a file of that name, nil where it is no file of rules.
func formOf(name string) *form {
	base := path.Base(name)
	for i := range forms {
		f := &forms[i]
		if strings.HasSuffix(base, f.ending) && len(base) > len(f.ending) && (!isHidden(base) || f.dotted && isDotted(base)) {
			return f
		}
	}
	return nil
}

func isHidden(base string) bool { return strings.HasPrefix(base, ".") && base != "." }

// isDotted reports a hidden file that begins as a host would behind its dot, in place of
// what editors and file systems leave: ".#a", "._a", "..data".
func isDotted(base string) bool {
	return len(base) > 1 && (base[1] >= 'a' && base[1] <= 'z' || base[1] >= 'A' && base[1] <= 'Z' || base[1] >= '0' && base[1] <= '9')
}
