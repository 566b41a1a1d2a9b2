package record

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// drawnText is hostile to every form.
var drawnText = rapid.OneOf(
	rapid.StringMatching("[a-zA-Z0-9 .,:;#&<>\"'`|*_\\[\\](){}!?=/-]{0,40}"),
	rapid.SampledFrom([]string{
		"", " ", "</article>", "<script>x</script>", "]]>", "<!-- x -->", "&amp; &lt; &#0; &copy", "a\x00b\x07c\x1b[31m", "x\u0085y\u2028z",
		"\ufffe\uffff\ufeff", "bad \xff\xfe bytes", "=1+1", "a\r\nb", "- item", "3. three", "> said", "true", "2026-03-12", "a: b #c", "末班车上的图书馆", "\u202eabc",
	}),
	rapid.String(),
)

// drawnArticle is a clean document of any shape.
func drawnArticle(t *rapid.T) *document.Clean {
	text := func(name string) string { return drawnText.Draw(t, name) }
	doc := &document.Clean{
		ID: text("id"), Title: text("title"), Byline: text("byline"), Published: text("published"), Section: text("section"),
		URL: text("url"), Language: rapid.SampledFrom([]string{"", "en", "zh"}).Draw(t, "language"), Extras: &document.Extras{},
		Tags: rapid.SliceOfN(drawnText, 0, 3).Draw(t, "tags"), SiteName: text("site name"), Canonical: text("canonical"),
	}
	for k := range rapid.IntRange(0, 8).Draw(t, "paragraphs") {
		p := document.Paragraph{
			Text: text("text"), Role: document.Role(rapid.IntRange(0, int(document.RoleTable)).Draw(t, "role")),
			Level: rapid.IntRange(0, 4).Draw(t, "level"), Number: rapid.IntRange(0, 3).Draw(t, "number"),
		}
		if p.Role == document.RoleTable {
			p.Cells = strings.Split(p.Text, " ")
		}
		if words := strings.Fields(p.Text); len(words) > 0 && rapid.Bool().Draw(t, "linked") {
			word := words[len(words)/2]
			doc.Extras.Links = append(doc.Extras.Links, document.Link{
				Place: document.Place{Paragraph: k}, At: strings.Index(p.Text, word), Text: word, Address: "https://a.example/" + text("address"),
			})
		}
		doc.Paragraphs = append(doc.Paragraphs, p)
	}
	return doc
}

// wordsOf returns the runs of letters and digits of a text. A byte that is not UTF-8 ends
// one, as the character that stands for it does.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// unmarked is what Text has of a document, without the numbers of items that a dump kept:
// they are attributes.
func unmarked(doc *document.Clean) string {
	without := *doc
	without.Paragraphs = slices.Clone(doc.Paragraphs)
	for i := range without.Paragraphs {
		if p := &without.Paragraphs[i]; p.Role == document.RoleListItem {
			_, p.Text = itemMark(*p)
		}
	}
	return Text(&without)
}

func TestHTMLHasTheTextsWordsAndParses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := drawnArticle(t)
		got := HTML(doc)
		page, err := html.Parse(strings.NewReader(got))
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		var walk func(n *html.Node, in bool)
		articles, scripts := 0, 0
		walk = func(n *html.Node, in bool) {
			switch {
			case n.Type == html.TextNode && in:
				text.WriteString(n.Data + " ")
			case n.Type == html.ElementNode && n.Data == "article":
				in = true
				articles++
			case n.Type == html.ElementNode && n.Data == "script":
				scripts++
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c, in)
			}
		}
		walk(page, false)
		if articles != 1 || scripts > 0 {
			t.Fatalf("%d articles and %d scripts in:\n%s", articles, scripts, got)
		}
		if diff := cmp.Diff(joined(wordsOf(unmarked(doc))), joined(wordsOf(text.String()))); diff != "" {
			t.Fatalf("words (-text +HTML):\n%s\n%s", diff, got)
		}
		// What is written again is the same: the parser has mended nothing.
		var again strings.Builder
		if err := html.Render(&again, page); err != nil {
			t.Fatal(err)
		}
		if a, b := tagsOf(got), tagsOf(again.String()); a != b {
			t.Fatalf("tags (-written +parsed):\n%s\n%s", cmp.Diff(a, b), got)
		}
	})
}

// joined returns words without what parts them: a link inside of a word is an element.
func joined(words []string) string { return strings.Join(words, "") }

// tagsOf returns the names of a page's tags, in order. Those of a table's body are left out, which the
// parser adds and no page needs.
func tagsOf(page string) string {
	var tags []string
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return strings.Join(tags, " ")
		}
		name, _ := z.TagName()
		switch {
		case string(name) == "tbody":
		case kind == html.EndTagToken:
			tags = append(tags, "/"+string(name))
		case kind == html.StartTagToken || kind == html.SelfClosingTagToken:
			tags = append(tags, string(name))
		}
	}
}

func TestTEIHasTheTextsWordsAndParses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := drawnArticle(t)
		got := TEI(doc)
		text, err := teiText(got)
		if err != nil {
			t.Fatalf("%v in:\n%s", err, got)
		}
		if diff := cmp.Diff(joined(wordsOf(unmarked(doc))), joined(wordsOf(text))); diff != "" {
			t.Fatalf("words (-text +TEI):\n%s\n%s", diff, got)
		}
	})
}

// teiMayHold is what may stand in what, of the elements that winnow writes (TEI P5,
// tei_all, without the header's).
var teiMayHold = map[string]string{
	"TEI": "teiHeader text", "text": "body", "body": "head p list quote table figure div", "div": "head p list quote table figure div",
	"list": "item", "item": "ref list #", "quote": "p", "table": "row", "row": "cell", "cell": "ref #", "p": "ref code #", "head": "ref #",
	"ref": "#", "code": "#", "figure": "graphic p figDesc", "figDesc": "#", "graphic": "",
}

// teiText returns the text of a TEI document's body, and an error when it is no XML or
// has an element where TEI has none.
func teiText(document string) (string, error) {
	var text strings.Builder
	var open []string
	decoder := xml.NewDecoder(strings.NewReader(document))
	last := map[int]string{} // by depth: the last child
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return text.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch x := token.(type) {
		case xml.StartElement:
			if x.Name.Space != teiSpace {
				return "", fmt.Errorf("%s is of %q", x.Name.Local, x.Name.Space)
			}
			if n := len(open); n > 0 && !slices.Contains(open, "teiHeader") && !slices.Contains(strings.Fields(teiMayHold[open[n-1]]), x.Name.Local) {
				return "", fmt.Errorf("a %s in a %s", x.Name.Local, open[n-1])
			}
			before := last[len(open)]
			if x.Name.Local == "head" && before != "" || before == "div" && x.Name.Local != "div" && !slices.Contains(open, "teiHeader") {
				return "", fmt.Errorf("a %s behind a %s", x.Name.Local, before)
			}
			last[len(open)] = x.Name.Local
			open = append(open, x.Name.Local)
			last[len(open)] = ""
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if slices.Contains(open, "body") && open[len(open)-1] != "figDesc" {
				text.WriteString(string(x) + " ")
			}
		}
	}
}

func TestCSVReturnsWhatWentIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := drawnArticle(t)
		form := CSV{File: true, Text: true}
		rows, err := csv.NewReader(strings.NewReader(form.Head() + form.Row(doc, "a.html", Text(doc)) + form.Row(doc, "b.html", LinkedText(doc)))).ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		of := map[string]string{}
		for i, name := range rows[0] {
			of[name] = rows[1][i]
		}
		unix := strings.NewReplacer("\r\n", "\n") // the reader's
		for name, want := range map[string]string{"file": "a.html", "title": doc.Title, "id": doc.ID, "url": doc.URL, "text": strings.TrimSuffix(Text(doc), "\n")} {
			if of[name] != unix.Replace(want) {
				t.Fatalf("%s is %q, want %q", name, of[name], want)
			}
		}
	})
}

func TestFrontMatterIsYAML(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := drawnArticle(t)
		var got map[string]any
		lines := FieldLines(doc)
		if err := yaml.Unmarshal([]byte(lines), &got); err != nil {
			t.Fatalf("%v in:\n%s", err, lines)
		}
		for name, want := range map[string]string{"title": doc.Title, "byline": doc.Byline, "section": doc.Section, "url": doc.URL, "published": doc.Published} {
			if value, is := got[name].(string); is != (want != "") || value != strings.ToValidUTF8(want, "\ufffd") && !strings.Contains(want, "\xff") {
				t.Fatalf("%s is %#v, want %q, in:\n%s", name, got[name], want, lines)
			}
		}
		tags, _ := got["tags"].([]any)
		if len(tags) != len(doc.Tags) {
			t.Fatalf("%d tags, want %d", len(tags), len(doc.Tags))
		}
		for _, tag := range tags {
			if _, is := tag.(string); !is {
				t.Fatalf("the tag %#v is no text, in:\n%s", tag, lines)
			}
		}
	})
}

func TestLinkedTextIsTheTextWithoutLinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := drawnArticle(t)
		got := LinkedText(doc)
		for _, link := range doc.Extras.Links {
			written := "[" + link.Text + "](" + target(link.Address) + ")"
			if !strings.Contains(got, written) {
				t.Fatalf("no %q in %q", written, got)
			}
			got = strings.Replace(got, written, link.Text, 1)
		}
		if got != Text(doc) {
			t.Fatalf("got %q, want %q", got, Text(doc))
		}
	})
}
