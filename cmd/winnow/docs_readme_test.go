package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readmeName is the page that newcomers read first, and readmeLimit its size in
// bytes: it takes three minutes. What does not fit belongs beside the code that
// it describes.
const (
	readmeName  = "README.md"
	readmeLimit = 8_300
)

// checkReadme checks what only the README has.
func (c *docChecker) checkReadme(p *docPage, say complain) {
	if p.size > readmeLimit {
		say(1, "%d bytes, limit %d", p.size, readmeLimit)
	}
	c.checkFigures(p, say)
}

var (
	figure     = regexp.MustCompile(`\b\d+(?:,\d{3})*(?:\.\d+)?\b`)
	linkTarget = regexp.MustCompile(`\]\([^)]*\)`)
)

// checkFigures asks for every figure of the README's results in the section of
// the results file that the same line links to: figures stand there once, with
// the command that makes them, and the README must not disagree.
func (c *docChecker) checkFigures(p *docPage, say complain) {
	results := p.section("results")
	if results == nil {
		return
	}
	for i := results.line; i < results.end-1; i++ {
		text := p.lines[i]
		var known []string
		linked := false
		for _, l := range p.links {
			if l.line != i+1 {
				continue
			}
			target, anchor := c.resolve(p, l.text)
			if other := c.pages[target]; other != nil && other.section(anchor) != nil {
				s := other.section(anchor)
				known = append(known, figure.FindAllString(strings.Join(other.lines[s.line:s.end-1], "\n"), -1)...)
				linked = true
			}
		}
		for _, number := range figure.FindAllString(linkTarget.ReplaceAllString(text, "]"), -1) {
			switch {
			case !linked:
				say(i+1, "the figure %s has no link to the results that it is from", number)
			case !slices.Contains(known, number):
				say(i+1, "the figure %s is not in the results that the line links to", number)
			}
		}
	}
}

// TestTheReadmesExampleIsTrue cleans what the README shows as a scrape, and
// wants what it shows as the result and, but for the kept blocks, as the
// explanation.
func TestTheReadmesExampleIsTrue(t *testing.T) {
	c, err := newDocChecker(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	readme := c.pages[readmeName]
	example := readme.section("before-and-after")
	if example == nil {
		t.Fatal("the README has no example")
	}
	var blocks []string
	for _, b := range readme.blocks {
		if b.line > example.line && b.line < example.end {
			blocks = append(blocks, b.text)
		}
	}
	if len(blocks) != 3 {
		t.Fatalf("%d blocks of text: want a scrape, the result and the explanation", len(blocks))
	}
	var out, explained strings.Builder
	if code := run([]string{"clean", "--explain", "-"}, console{strings.NewReader(blocks[0]), &out, &explained}); code != 0 {
		t.Fatalf("exit code %d: %s", code, explained.String())
	}
	var unkept strings.Builder
	for line := range strings.Lines(explained.String()) {
		if !strings.HasPrefix(line, "kept ") {
			unkept.WriteString(line)
		}
	}
	if diff := cmp.Diff(blocks[1], out.String()); diff != "" {
		t.Errorf("result (-README +winnow):\n%s", diff)
	}
	if diff := cmp.Diff(blocks[2], unkept.String()); diff != "" {
		t.Errorf("explanation (-README +winnow):\n%s", diff)
	}
}

// TestTheReadmesTourIsTrue wants what the README shows of `winnow run --sample` in
// what that prints, in order; a lone ellipsis stands for any lines.
func TestTheReadmesTourIsTrue(t *testing.T) {
	c, err := newDocChecker(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	readme := c.pages[readmeName]
	section, shown := readme.section("two-commands"), ""
	for _, b := range readme.blocks {
		if section != nil && b.line > section.line && b.line < section.end {
			shown = b.text
		}
	}
	if shown == "" {
		t.Fatal("the README shows no tour")
	}
	rest := usualTour(t)
	for part := range strings.SplitSeq("\n"+shown, "\n…\n") {
		part = strings.TrimPrefix(part, "\n")
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Fatalf("the README shows\n%s\nand the tour goes on with\n%s", part, rest)
		}
		rest = after
	}
}
