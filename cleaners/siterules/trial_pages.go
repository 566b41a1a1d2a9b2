package siterules

import (
	"maps"
	"slices"
	"strings"
)

// PageTest is a test of a site config: what the clean document of an address has. A set
// fetches nothing: whoever has the page can tell.
type PageTest struct {
	File     string
	Line     int
	URL      string
	Contains []string // texts
}

// The directives of a site config that tests are written with.
const (
	testURL      = "test_url"
	testContains = "test_contains"
)

// PageTests returns the tests of all site configs, by file and line.
func (s *Set) PageTests() (tests []PageTest) {
	if s == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		if form := formOf(name); form == nil || form.name != configForm {
			continue
		}
		text, _ := readText(s.files[name])
		n := 0
		for line := range strings.Lines(text) {
			n++
			directive, value, _ := strings.Cut(line, ":")
			value = strings.TrimSpace(value)
			switch directive = strings.ToLower(strings.TrimSpace(directive)); {
			case value == "":
			case directive == testURL:
				tests = append(tests, PageTest{File: name, Line: n, URL: value})
			case directive == testContains && len(tests) > 0 && tests[len(tests)-1].File == name:
				last := &tests[len(tests)-1]
				last.Contains = append(last.Contains, value)
			}
		}
	}
	return tests
}
