package main

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// docPage is a Markdown page, as much of it as the checks look at.
type docPage struct {
	name     string // from the tree's root, with slashes
	size     int    // bytes
	lines    []string
	sections []docSection
	links    []docPiece // targets of links
	spans    []docPiece // code inside of text
	commands []docPiece // lines of shell, those that end with a backslash joined with the next
	blocks   []docPiece // fenced code that is no shell, by the line of its fence
}

// docPiece is something that a page has in a line, counted from 1.
type docPiece struct {
	line int
	text string
}

// docSection is a heading and what is below it.
type docSection struct {
	anchor string
	level  int // 1 to 6
	line   int // of the heading, from 1
	end    int // of the next heading that is as high, or behind the last line
}

// section returns the section of an anchor, nil when there is none.
func (p *docPage) section(anchor string) *docSection {
	for i := range p.sections {
		if p.sections[i].anchor == anchor {
			return &p.sections[i]
		}
	}
	return nil
}

var (
	headingLine    = regexp.MustCompile(`^(#{1,6})\s+(.+?)\s*#*\s*$`)
	codeSpan       = regexp.MustCompile("`+([^`]+)`+")
	inlineLink     = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)`)
	linkDefinition = regexp.MustCompile(`^\s{0,3}\[[^\]]+\]:\s*<?([^\s>]+)`)
	shellIndented  = regexp.MustCompile(`^(?:\S*/)?winnow\s|^go (?:run|test|build|install|vet)\s`)
)

// shellFences are the languages of code blocks that hold commands.
var shellFences = map[string]bool{"sh": true, "bash": true, "shell": true}

// readDocPage reads a page. It knows headings with number signs, fenced and
// indented code, code spans, and links of both forms.
func readDocPage(name, text string) *docPage {
	p := &docPage{name: name, size: len(text), lines: strings.Split(text, "\n")}
	fence, shell, blank, joined := "", false, true, docPiece{}
	anchors := map[string]int{}
	for i, line := range p.lines {
		trimmed := strings.TrimSpace(line)
		indented := fence == "" && (strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t")) && blank
		switch {
		case fence != "" && strings.HasPrefix(trimmed, fence):
			fence = ""
		case fence != "" && shell:
			p.addCommand(&joined, i+1, trimmed)
		case fence != "":
			p.blocks[len(p.blocks)-1].text += line + "\n"
		case strings.HasPrefix(trimmed, "```"):
			fence, shell = "```", shellFences[strings.TrimLeft(trimmed, "`")]
			if !shell {
				p.blocks = append(p.blocks, docPiece{line: i + 1})
			}
		case indented && shellIndented.MatchString(trimmed):
			p.addCommand(&joined, i+1, trimmed)
		case indented:
		default:
			p.addText(i+1, line, anchors)
		}
		// Code goes on after a line of code: blank stays as it was.
		if !indented {
			blank = trimmed == ""
		}
	}
	p.endSections()
	return p
}

// addCommand adds a line of shell, once it is whole.
func (p *docPage) addCommand(joined *docPiece, line int, text string) {
	if joined.text == "" {
		joined.line = line
	}
	before, more := strings.CutSuffix(text, `\`)
	joined.text += before
	if more {
		return
	}
	p.commands = append(p.commands, *joined)
	*joined = docPiece{}
}

// addText adds what a line outside of code has.
func (p *docPage) addText(line int, text string, anchors map[string]int) {
	if h := headingLine.FindStringSubmatch(text); h != nil {
		anchor := slug(h[2])
		if n := anchors[anchor]; n > 0 {
			anchors[anchor]++
			anchor = fmt.Sprintf("%s-%d", anchor, n)
		}
		anchors[anchor]++
		p.sections = append(p.sections, docSection{anchor: anchor, level: len(h[1]), line: line})
	}
	for _, span := range codeSpan.FindAllStringSubmatch(text, -1) {
		p.spans = append(p.spans, docPiece{line, strings.ReplaceAll(strings.TrimSpace(span[1]), `\|`, "|")}) // as a table wants it
	}
	prose := codeSpan.ReplaceAllString(text, "")
	for _, form := range []*regexp.Regexp{inlineLink, linkDefinition} {
		for _, l := range form.FindAllStringSubmatch(prose, -1) {
			p.links = append(p.links, docPiece{line, l[1]})
		}
	}
}

func (p *docPage) endSections() {
	for i := range p.sections {
		s := &p.sections[i]
		s.end = len(p.lines) + 1
		for _, next := range p.sections[i+1:] {
			if next.level <= s.level {
				s.end = next.line
				break
			}
		}
	}
}

// slug returns the anchor that GitHub makes of a heading: lower case, spaces as
// dashes, and no punctuation but dashes and underscores.
func slug(heading string) string {
	heading = linkTarget.ReplaceAllString(heading, "]")
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), r == '-', r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, heading)
}
