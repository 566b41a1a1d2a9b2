package metadata

import (
	"encoding/json"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// thingKind is what a thing is to winnow.
type thingKind uint8

const (
	kindOther thingKind = iota
	kindArticle
	kindPage
	kindPublisher
	kindBreadcrumbs
)

// kindOf returns a thing's kind by its schema.org types. Most are matched by their
// ends: there are dozens of articles (NewsArticle, TechArticle, …) and pages.
func kindOf(t thing) thingKind {
	found := kindOther
	for _, name := range typesOf(t) {
		switch name {
		case "report", "review", "recipe", "howto", "question", "socialmediaposting", "creativework", "podcastepisode", "episode":
			return kindArticle
		case "product", "course", "event", "book", "softwareapplication", "videoobject", "dataset":
			found = kindPage
		case "breadcrumblist":
			return kindBreadcrumbs
		case "website", "organization", "newsmediaorganization", "corporation":
			found = kindPublisher
		}
		if strings.HasSuffix(name, "article") || strings.HasSuffix(name, "posting") && name != "jobposting" {
			return kindArticle
		}
		if strings.HasSuffix(name, "page") {
			found = kindPage
		}
	}
	return found
}

// typesOf returns a thing's types in lower case, without the vocabulary's address.
func typesOf(t thing) []string {
	names := textsOf(t["@type"])
	for i, name := range names {
		names[i] = strings.ToLower(name[strings.LastIndexAny(name, "/#:")+1:])
	}
	return names
}

// specificType returns a thing's first type that says more than that it is a page.
func specificType(t thing) string {
	for _, name := range typesOf(t) {
		if name != "webpage" && name != "creativework" && name != "thing" {
			return name
		}
	}
	return ""
}

// truthOf reads a truth value, which pages write as JSON's own, as a word or as the
// address of one. It returns "true", "false" or "".
func truthOf(v any) string {
	if b, ok := v.(bool); ok {
		return strconv.FormatBool(b)
	}
	word := strings.ToLower(textOf(v))
	switch word = word[strings.LastIndexByte(word, '/')+1:]; word {
	case "true", "yes":
		return "true"
	case "false", "no":
		return "false"
	}
	return ""
}

// parseTri is the inverse of truthOf.
func parseTri(truth string) document.Tri {
	switch truth {
	case "true":
		return document.Yes
	case "false":
		return document.No
	}
	return document.Unasked
}

func idOf(v any) string {
	t, _ := v.(thing)
	id, _ := t["@id"].(string)
	return id
}

// textOf returns the first text of a value.
func textOf(v any) string {
	if texts := textsOf(v); len(texts) > 0 {
		return texts[0]
	}
	return ""
}

// textsOf reads a value that may be a string, a number, a thing with a name, a
// value object, or a list of these.
func textsOf(v any) (texts []string) {
	switch v := v.(type) {
	case string:
		if v != "" {
			texts = append(texts, v)
		}
	case json.Number:
		texts = append(texts, v.String())
	case thing:
		for _, key := range [...]string{"name", "@value"} {
			if s, ok := v[key].(string); ok && s != "" {
				return append(texts, s)
			}
		}
	case []any:
		for _, one := range v {
			switch one.(type) {
			case string, thing: // not a list in a list: that is no schema.org
				texts = append(texts, textsOf(one)...)
			}
		}
	}
	return texts
}

// unescaped undoes the HTML escapes that publishing systems leave in JSON.
func unescaped(s string) string { return html.UnescapeString(s) }
