package siterules

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"
)

// TestTheExamplesOfPages does what the tables of PAGES.md say.
func TestTheExamplesOfPages(t *testing.T) {
	examples := 0
	for _, cells := range tableRows(t, "PAGES.md") {
		if len(cells) != 3 || !strings.HasPrefix(cells[0], "`") || !strings.HasPrefix(cells[2], "`") {
			continue
		}
		examples++
		rule, page, want := strings.Trim(cells[0], "`"), strings.Trim(cells[1], "`"), strings.Trim(cells[2], "`")
		if got := exampleOutcome(t, rule, page); got != want {
			t.Errorf("%s\non %s\n%q, the page says %q", rule, page, got, want)
		}
	}
	if examples < 10 {
		t.Errorf("%d examples found", examples)
	}
}

func exampleOutcome(t *testing.T, rule, source string) string {
	t.Helper()
	name := "example.com.txt"
	if strings.Contains(rule, "##") {
		name = "a.filters"
	}
	set, err := Load(fstest.MapFS{name: {Data: []byte(rule)}})
	if err != nil {
		t.Fatal(err)
	}
	rules := set.For("example.com", "")
	if edit := rules.Edit(); edit != nil {
		return edit(source)
	}
	page := parsed1(t, "<html><body>"+source)
	said := rules.Select(page)
	for field, all := range rules.fields {
		return strings.TrimPrefix(field, "site/") + ": " + strings.Join(all[0].values, ", ")
	}
	for n := page; n != nil; n = nextNode(n, page) {
		if len(said[n]) > 0 {
			r := said[n][0]
			text, _ := textOf(n, &steps{rule: leastSteps, page: leastSteps})
			if text == "" && n.Type == html.ElementNode {
				text = "<" + n.Data + ">"
			}
			if r.Rule == insideRule {
				return "body: " + text
			}
			return fmt.Sprintf("%s: %s", r.Kind, text)
		}
	}
	return "nothing"
}

// TestEveryDirectiveIsDescribed holds the table of directives against those that are
// known.
func TestEveryDirectiveIsDescribed(t *testing.T) {
	var described []string
	for _, cells := range tableRows(t, "PAGES.md") {
		for name := range strings.SplitSeq(cells[0], ", ") {
			if name = strings.Trim(name, "`"); len(cells) == 2 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") == "" && name != "" && name != "file" && name != "directive" && name != "filter" {
				described = append(described, name)
			}
		}
	}
	slices.Sort(described)
	if known := sortedKeys(directives()); !slices.Equal(known, described) {
		t.Errorf("known     %q\ndescribed %q", known, described)
	}
}

func tableRows(t *testing.T, file string) (rows [][]string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), " | ")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	return rows
}
