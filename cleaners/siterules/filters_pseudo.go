package siterules

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// isSiblingClass reports the pseudo-classes of CSS that cascadia knows and that look at an
// element, its children and siblings alone.
func isSiblingClass(name string) bool {
	switch name {
	case "nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type",
		"first-child", "last-child", "first-of-type", "last-of-type",
		"only-child", "only-of-type", "empty", "root":
		return true
	}
	return false
}

// pseudo reads what begins with a colon. It returns no test where that is about an
// element above.
func (p *cssParser) pseudo(up *int) (test, error) {
	whole := p.rest
	p.rest = p.rest[1:]
	name := strings.ToLower(p.ident())
	if !strings.HasPrefix(p.rest, "(") {
		if isSiblingClass(name) && !strings.HasPrefix(name, "nth") {
			return byCascadia(whole[:1+len(name)])
		}
		return nil, unsupportedError(":" + name)
	}
	switch name {
	case "not", "is", "where", "-abp-has", "has", "if", "if-not":
		p.rest = p.rest[1:]
		return p.selectors(name)
	}
	end, err := closeOf(p.rest)
	if err != nil {
		return nil, err
	}
	argument := strings.Trim(p.rest[1:end], blanks)
	p.rest = p.rest[end+1:]
	switch {
	case isSiblingClass(name) && strings.HasPrefix(name, "nth"):
		return byCascadia(whole[:1+len(name)+1+end])
	case name == "has-text" || name == "-abp-contains" || name == "contains":
		return textFilter(argument)
	case name == "upward" || name == "nth-ancestor":
		return nil, upward(argument, up)
	}
	return nil, unsupportedError(":" + name + "()")
}

// selectors reads the rest of a pseudo-class that is about selectors.
func (p *cssParser) selectors(name string) (test, error) {
	relative := strings.HasSuffix(name, "has") || strings.HasPrefix(name, "if")
	all, err := p.list(relative)
	switch {
	case err != nil:
		return nil, err
	case name == "if-not":
		return notTest{hasTest{all}}, nil
	case relative:
		return hasTest{all}, nil
	case name == "not":
		return notTest{isTest{all}}, nil
	}
	return isTest{all}, nil
}

// mostUp is how many levels above an element a filter may mean.
const mostUp = 256

func upward(argument string, up *int) error {
	levels, err := strconv.Atoi(argument)
	switch {
	case err != nil || up == nil:
		return unsupportedError(":upward(selector), or within of brackets")
	case levels < 1 || *up+levels > mostUp:
		return fmt.Errorf(":upward(%d): want a number from 1 to %d", levels, mostUp)
	}
	*up += levels
	return nil
}

// textFilter reads what a text is to contain: itself, or between slashes some texts with
// bars between them. What else a regular expression can say is not supported.
func textFilter(argument string) (test, error) {
	if argument == "" {
		return nil, errors.New("a text is empty")
	}
	end := strings.LastIndexByte(argument, '/')
	if argument[0] != '/' || end < 1 {
		if q := argument[0]; len(argument) > 1 && (q == '"' || q == '\'') && argument[len(argument)-1] == q {
			argument = argument[1 : len(argument)-1]
		}
		return contentTest{value: argument, how: valueHas}, nil
	}
	flags := argument[end+1:]
	if strings.Trim(flags, "iu") != "" {
		return nil, unsupportedError("regular expressions in texts")
	}
	var any anyTest
	for text := range strings.SplitSeq(argument[1:end], "|") {
		text = strings.NewReplacer(`\/`, "/", `\.`, "\x00", `\-`, "-").Replace(text)
		t := contentTest{how: valueHas, lower: strings.Contains(flags, "i")}
		var from, to bool
		if text, from = strings.CutPrefix(text, "^"); from {
			t.how = valueBegins
		}
		if text, to = strings.CutSuffix(text, "$"); to {
			t.how = valueIs
		}
		if to && !from || text == "" || strings.ContainsAny(text, `\^$.*+?()[]{}`) {
			return nil, unsupportedError("regular expressions in texts")
		}
		if t.value = strings.ReplaceAll(text, "\x00", "."); t.lower {
			t.value = strings.ToLower(t.value)
		}
		any = append(any, t)
	}
	return any, nil
}
