package main

import (
	"regexp"
	"strings"
	"sync"

	"github.com/winnow-news/winnow/cleaners/siterules"
)

// namedLine is a rule that removes a line by what it says or begins with, and the text.
var namedLine = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^remove\b[^:"]*:\s*line (equals|begins)\s+"((?:[^"\\*?]|\\.)+)"\s*(?:#.*)?$`)
})

// ruleNames are the texts that rules name lines by, folded.
type ruleNames struct {
	equal  map[string]string // by the text
	begins []string
}

// namesOf returns those of a set.
func namesOf(set *siterules.Set) ruleNames {
	names := ruleNames{equal: make(map[string]string)}
	for _, rule := range set.Rules() {
		found := namedLine().FindStringSubmatch(strings.TrimSpace(rule.Text))
		if found == nil {
			continue
		}
		text := foldedLine(strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\*`, `*`, `\?`, `?`).Replace(found[2]))
		if found[1] == "equals" {
			names.equal[text] = text
		} else {
			names.begins = append(names.begins, text)
		}
	}
	return names
}

// of returns the text that a rule names a line by, the longest; empty where none does.
func (n ruleNames) of(line string) string {
	line = foldedLine(line)
	named := n.equal[line]
	for _, begin := range n.begins {
		if len(begin) > len(named) && strings.HasPrefix(line, begin) {
			named = begin
		}
	}
	return named
}

// foldedLine returns a line as two are compared.
func foldedLine(text string) string { return strings.ToLower(oneLine(text)) }
