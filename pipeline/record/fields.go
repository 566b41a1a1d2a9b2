package record

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// FieldsSchema is the form of a clean document's fields without its text.
const FieldsSchema = "winnow.fields.v1"

// Fields is the form winnow.fields.v1: what is known of a document beside its text,
// under the names that winnow.clean.v1 has for it.
type Fields struct {
	Schema    string   `json:"schema"`
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Site      string   `json:"site"`
	Title     string   `json:"title"`
	Byline    string   `json:"byline"`
	Published string   `json:"published"`
	Modified  string   `json:"modified,omitempty"`
	Section   string   `json:"section"`
	Tags      []string `json:"tags,omitempty"`
	SiteName  string   `json:"site_name,omitempty"`
	Canonical string   `json:"canonical,omitempty"`
	Image     string   `json:"image,omitempty"`
	FetchedAt string   `json:"fetched_at,omitempty"`
	Language  string   `json:"language"`
	Charset   string   `json:"charset"`
	Quality   Quality  `json:"quality"`
	*Extras            // those that were asked for
	Winnow    Build    `json:"winnow"`
}

// NewFields returns the fields of a clean document.
func NewFields(doc *document.Clean, build Build) Fields {
	f := Fields{
		Schema: FieldsSchema, ID: doc.ID, URL: doc.URL, Site: doc.Site, Title: doc.Title, Byline: doc.Byline,
		Published: doc.Published, Modified: doc.Modified, Section: doc.Section, Tags: doc.Tags, SiteName: doc.SiteName,
		Canonical: doc.Canonical, Image: doc.Image, FetchedAt: doc.FetchedAt, Language: doc.Language, Charset: doc.Charset,
		Quality: Quality(doc.Quality), Extras: newExtras(doc.Extras), Winnow: build,
	}
	f.Quality.Score = round(f.Quality.Score)
	return f
}

// Marshal returns the fields as one line of JSON.
func (f Fields) Marshal() ([]byte, error) { return marshal(f) }

// field is a field for people: a text, or several.
type field struct {
	name   string
	values []string
	many   bool // a list, also where it has one
}

// fieldsOf returns the fields, in the order of their importance. One that is not known
// is there without a value.
func fieldsOf(doc *document.Clean) []field {
	one := func(name, value string) field {
		if value == "" {
			return field{name: name}
		}
		return field{name: name, values: []string{value}}
	}
	return []field{
		one("title", doc.Title), one("byline", doc.Byline), one("published", doc.Published), one("modified", doc.Modified),
		one("section", doc.Section), {"tags", doc.Tags, true}, one("site_name", doc.SiteName), one("site", doc.Site),
		one("url", doc.URL), one("canonical", doc.Canonical), one("image", doc.Image), one("fetched_at", doc.FetchedAt),
		one("language", doc.Language), one("quality", doc.Quality.Is.String()), one("id", doc.ID),
	}
}

// FieldLines returns the fields that are known as YAML, one below the other.
func FieldLines(doc *document.Clean) string {
	var b strings.Builder
	for _, f := range fieldsOf(doc) {
		switch {
		case len(f.values) == 0:
		case f.many:
			b.WriteString(f.name + ":\n")
			for _, v := range f.values {
				b.WriteString("  - " + yamlText(v) + "\n")
			}
		default:
			b.WriteString(f.name + ": " + yamlText(f.values[0]) + "\n")
		}
	}
	return b.String()
}

// yamlText returns a text as YAML: as it is where no reader of YAML takes it for
// anything but a text, else in quotes, with the escapes of JSON, which YAML has too.
func yamlText(s string) string {
	if isPlainYAML(s) {
		return s
	}
	quoted, err := marshal(s)
	if err != nil { // no string fails
		return `""`
	}
	return yamlControls().Replace(string(quoted))
}

// yamlControls escapes what JSON leaves as it is in quotes and YAML does not allow.
var yamlControls = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for r := rune(0x7f); r < 0xa0; r++ {
		pairs = append(pairs, string(r), fmt.Sprintf(`\u%04x`, r))
	}
	return strings.NewReplacer(append(pairs, "\ufeff", `\ufeff`, "\ufffe", `\ufffe`, "\uffff", `\uffff`)...)
})

// yamlWords are texts that some version of YAML takes for a truth value or nothing.
var yamlWords = []string{"y", "n", "yes", "no", "true", "false", "on", "off", "null", "inf", "nan"}

// isPlainYAML reports a text that needs no quotes: a letter, then letters, digits and
// the marks of titles and addresses, none of which ends a text of YAML.
func isPlainYAML(s string) bool {
	before := ' '
	for i, r := range s {
		switch {
		case unicode.IsLetter(r), i > 0 && unicode.IsDigit(r), i > 0 && unicode.In(r, unicode.Mn, unicode.Mc):
		case i == 0, r == ' ' && before == ' ', before == ':' && r == ' ', r == '#' && before == ' ':
			return false
		case !strings.ContainsRune(" .,:;/-_'()?!%&=+@#~“”„’‘«»–—…，。：；？！、（）《》「」", r):
			return false
		}
		before = r
	}
	return before != ' ' && before != ':' && !slices.Contains(yamlWords, strings.ToLower(s))
}

// FrontMatter returns the fields as the front matter of a text or of Markdown: YAML
// between two lines of dashes, a blank line below.
func FrontMatter(doc *document.Clean) string { return "---\n" + FieldLines(doc) + "---\n\n" }
