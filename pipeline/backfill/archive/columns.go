package archive

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// usualNames is what columns of tables are called, by the envelope's field, the
// surest first. A field's own name comes before all of them. Letter case does not
// matter, and a space or a dash is as good as '_'.
var usualNames = map[string][]string{
	"content": {
		"html", "raw_html", "html_content", "page_html", "maintext", "full_text", "fulltext", "text", "body", "raw_content",
		"article_text", "article_body", "articlebody", "article_content", "article", "content_text", "page_content", "raw_text",
	},
	"id":           {"doc_id", "document_id", "article_id", "uuid", "guid", "_id"},
	"url":          {"link", "uri", "page_url", "article_url", "source_url", "target_uri", "warc_target_uri"},
	"title":        {"headline", "article_title", "page_title"},
	"fetched_at":   {"crawled_at", "scraped_at", "retrieved_at", "downloaded_at", "fetch_time", "crawl_time", "crawl_date", "date_download", "date_crawled", "warc_date"},
	"source":       {"publisher", "outlet", "site_name", "source_name"},
	"language":     {"lang", "language_code"},
	"content_type": {"mime_type", "mimetype", "content_mime_type"},
}

// column is a column of a table that is read: which it is, and which field of an
// envelope it holds.
type column struct {
	field string
	index int
	named bool // by Options.Fields
}

// chooseColumns returns which columns of a table are read: those that fields
// name, else those with an envelope's names, else those with usual ones. It fails
// when a column that is named is missing, or when none is the content. Without
// being named only columns are taken for which can is true.
func chooseColumns(have []string, can func(int) bool, fields map[string]string) ([]column, error) {
	var chosen []column
	found := map[string]bool{}
	take := func(field string, index int, named bool) {
		chosen, found[field] = append(chosen, column{field, index, named}), true
	}
	for _, field := range envelopeFields {
		if name, named := fields[field]; named {
			i := columnNamed(have, anyColumn, name)
			if i < 0 {
				return nil, refuse(record.ReasonContent, "no column is called %q, which should be its %s; the columns are %s", name, field, listed(have))
			}
			take(field, i, true)
		} else if i := columnNamed(have, can, field); i >= 0 && !(field == "content_b64" && fields["content"] != "") {
			take(field, i, false)
		}
	}
	for _, field := range envelopeFields {
		if found[field] || field == "content" && found["content_b64"] {
			continue
		}
		for _, name := range usualNames[field] {
			if i := columnNamed(have, can, name); i >= 0 {
				take(field, i, false)
				break
			}
		}
	}
	if !found["content"] && !found["content_b64"] {
		return nil, refuse(record.ReasonContent, "no column is plainly the content; the columns are %s: say which is with --field content=NAME", listed(have))
	}
	return chosen, nil
}

func anyColumn(int) bool { return true }

// columnNamed returns the index of the column with just this name, or else of the
// first whose name is written differently; -1 when there is none that can be
// taken.
func columnNamed(have []string, can func(int) bool, name string) int {
	if i := slices.Index(have, name); i >= 0 && can(i) {
		return i
	}
	plain := plainColumn(name)
	for i, other := range have {
		if plainColumn(other) == plain && can(i) {
			return i
		}
	}
	return -1
}

func plainColumn(name string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(name)))
}

// listed returns names for an error message.
func listed(names []string) string {
	const most = 24
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}

// setField puts the value of a column into an envelope. Only content may be in
// another charset than UTF-8, and only where binary says that the table states
// no charset.
func setField(e *record.Envelope, field string, value []byte, binary bool) error {
	if !utf8.Valid(value) {
		if field != "content" || !binary {
			return refuse(record.ReasonBroken, "its %s is not UTF-8: convert the table; or content in other charsets goes as Base64 into a column content_b64", field)
		}
		packed := base64.StdEncoding.EncodeToString(value)
		e.ContentB64 = &packed
		return nil
	}
	text := string(value)
	switch field {
	case "content":
		e.Content = &text
	case "content_b64":
		e.ContentB64 = &text
	case "id":
		e.ID = text
	case "url":
		e.URL = text
	case "content_type":
		e.ContentType = text
	case "title":
		e.Title = text
	case "fetched_at":
		e.FetchedAt = text
	case "source":
		e.Source = text
	case "language":
		e.Language = text
	}
	return nil
}

// originalRow returns a row as an envelope, for a reject.
func originalRow(e record.Envelope) (string, []byte) {
	line, err := e.Marshal()
	if err != nil { // an envelope is strings
		return OriginalRow, nil
	}
	return OriginalRow, line
}

// openRow parses an envelope that was made of a row: its fields have their own
// names, whatever Options.Fields call those of a table.
func openRow(_ *record.Reject, original []byte, _ *Options) (document.Raw, error) {
	return record.ParseEnvelope(original)
}
