package siterules

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/winnow-news/winnow/cleaners/document"
)

// directive is what winnow makes of one directive of site configs.
type directive struct {
	// read takes the directive in. It returns whether that is a rule, which a document
	// may obey.
	read       func(c *config, argument string, hasArgument bool, value string) (counts bool, err error)
	word       string // why it is not used, behind its name
	argument   bool   // it may have something in brackets
	mayBeEmpty bool
}

const (
	fetches   = "is about fetching pages, which winnow does not do: ignored"
	noText    = "changes nothing of the text: ignored"
	staysHere = "would put text elsewhere or into other elements: the text stays where it stands"
)

// directives is every directive that is known to be in use.
var directives = sync.OnceValue(func() map[string]directive {
	return map[string]directive{
		"title":             {read: xpathFor(isTitle)},
		"author":            {read: xpathFor(isAuthor)},
		"date":              {read: xpathFor(isDate)},
		"body":              {read: xpathFor(isBody)},
		"strip":             {read: xpathFor(takesOut)},
		"strip_id_or_class": {read: (*config).stripIDOrClass},
		"strip_image_src":   {read: (*config).stripImage},
		"find_string":       {read: (*config).find},
		"replace_string":    {read: (*config).replace, argument: true, mayBeEmpty: true},

		"autodetect_on_failure": {read: (*config).autodetect},
		"tidy":                  {read: yesOrNo},
		"prune":                 {read: yesOrNo},
		"parser":                {read: accepted},
		"test_url":              {read: accepted},
		"test_urls":             {read: accepted},
		"test_contains":         {read: accepted},

		"single_page_link":         {word: fetches},
		"single_page_link_in_feed": {word: fetches},
		"next_page_link":           {word: fetches},
		"autodetect_next_page":     {word: fetches},
		"if_page_contains":         {word: fetches},
		"http_header":              {word: fetches, argument: true},
		"requires_login":           {word: fetches},
		"not_logged_in_xpath":      {word: fetches},
		"login_uri":                {word: fetches},
		"login_username_field":     {word: fetches},
		"login_password_field":     {word: fetches},
		"login_extra_fields":       {word: fetches},

		"strip_attr":            {word: noText},
		"post_strip_attr":       {word: noText},
		"src_lazy_load_attr":    {word: noText},
		"insert_detected_image": {word: noText},

		"wrap_in":   {word: staysHere, argument: true},
		"move_into": {word: staysHere, argument: true},
		"dissolve":  {word: staysHere},
		"footnotes": {word: staysHere},

		"convert_double_br_tags": {word: "is what winnow does anyway: ignored"},
		"skip_json_ld":           {word: "is not needed, for what title, author and date say wins over the page's data: ignored"},
		"native_ad_clue":         {word: "would mark the whole page as an advertisement, which no rule for a site does: ignored"},
		"strip_comments":         {word: "would keep what readers wrote: ignored, what is to stay needs a rule for text"},
		"skip_id_or_class":       {word: "is in use, but nobody is known to read it: ignored, strip_id_or_class may be meant"},
	}
})

func accepted(*config, string, bool, string) (bool, error) { return false, nil }

func yesOrNo(_ *config, _ string, _ bool, value string) (bool, error) {
	_, err := readYes(value)
	return false, err
}

func readYes(value string) (bool, error) {
	switch strings.ToLower(value) {
	case "yes", "true":
		return true, nil
	case "no", "false":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither yes nor no", value)
}

// autodetect takes in whether what is said for all sites counts as well.
func (c *config) autodetect(_ string, _ bool, value string) (bool, error) {
	yes, err := readYes(value)
	c.page.alone = !yes
	return false, err
}

// xpathFor returns what takes in a directive with an XPath expression.
func xpathFor(does deed) func(*config, string, bool, string) (bool, error) {
	return func(c *config, _ string, _ bool, value string) (bool, error) {
		r := pageRule{where: where(c.name, c.line), does: does, kind: c.kind}
		paths, ok := parsePaths(value)
		if !ok {
			var err error
			if r.expr, err = newExpression(value); err != nil {
				return false, fmt.Errorf("XPath: %w", err)
			}
		}
		for _, p := range paths {
			if p.attr != "" && (does == takesOut || does == isBody) {
				c.parsed.warnings = append(c.parsed.warnings, Problem{Line: c.line, Text: "selects an attribute, where elements are wanted: nothing"})
			}
		}
		c.page.addRule(r, paths)
		return true, nil
	}
}

// withoutQuotes is how FTR reads what a name contains.
var withoutQuotes = strings.NewReplacer("'", "", `"`, "")

func (c *config) stripIDOrClass(_ string, _ bool, value string) (bool, error) {
	value = strings.TrimSpace(withoutQuotes.Replace(value))
	if value == "" {
		return false, errors.New("has no value")
	}
	var paths []selector
	for _, name := range [...]string{"class", "id"} {
		paths = append(paths, selector{chain: chain{{tests: []test{attrTest{name, value, valueHas}}}}})
	}
	c.page.addRule(pageRule{where: where(c.name, c.line), kind: c.kind}, paths)
	return true, nil
}

func (c *config) stripImage(_ string, _ bool, value string) (bool, error) {
	value = withoutQuotes.Replace(value)
	if value == "" {
		return false, errors.New("has no value")
	}
	image := chain{{tag: "img", tests: []test{attrTest{"src", value, valueHas}}}}
	c.page.addRule(pageRule{where: where(c.name, c.line), kind: document.Boilerplate}, []selector{{chain: image}})
	return true, nil
}

func (c *config) find(_ string, _ bool, value string) (bool, error) {
	c.finds = append(c.finds, pendingFind{c.line, value})
	return true, nil
}

func (c *config) replace(argument string, hasArgument bool, value string) (bool, error) {
	switch {
	case hasArgument && argument == "":
		return false, errors.New("has nothing to replace in its brackets")
	case !hasArgument && len(c.finds) == 0:
		return false, errors.New("has no find_string above it")
	case !hasArgument:
		argument = c.finds[0].text
		c.finds = c.finds[1:]
	}
	c.page.edits = append(c.page.edits, edit{where(c.name, c.line), argument, value})
	return true, nil
}
