package decode

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures/cases"
)

// encode writes text in the named charset.
func encode(t testing.TB, charset, text string) []byte {
	t.Helper()
	enc, err := htmlindex.Get(charset)
	if err != nil {
		t.Fatalf("charset %q: %v", charset, err)
	}
	b, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatalf("%q as %s: %v", text, charset, err)
	}
	return b
}

// textOf is all the text of a page, for telling what became of it.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func TestTextComesOutAsItWentIn(t *testing.T) {
	for _, text := range []string{
		"One line.",
		"Carriage returns\r\nstay\r\nwhere they are.\r",
		"  leading and trailing space \n\n",
		"A no-break space, a soft\u00adhyphen, a zero\u200bwidth space.",
		"Form\ffeed, vertical\vtab and one stray\x00NUL in a line that is otherwise fine, as any reader of it would say.",
		"2 < 3, and <3 is a heart. R&D &amp; more.",
		"日本語の文章です。",
	} {
		got, err := Decode(document.Raw{Content: []byte(text), ContentType: "text/plain"}, DefaultLimits())
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		want := &Decoded{Format: document.PlainText, Charset: "utf-8", Text: text}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestByteOrderMarkGoes(t *testing.T) {
	for charset, mark := range map[string]string{"utf-8": "\xef\xbb\xbf", "utf-16le": "\xff\xfe", "utf-16be": "\xfe\xff"} {
		body := append([]byte(mark), encode(t, charset, "Ein Satz über Öl.")...)
		got, err := Decode(document.Raw{Content: body, ContentType: "text/plain; charset=koi8-r"}, Limits{})
		if err != nil {
			t.Fatalf("%s: %v", charset, err)
		}
		if got.Text != "Ein Satz über Öl." || got.Charset != charset {
			t.Errorf("%s: got %q as %s", charset, got.Text, got.Charset)
		}
	}
}

func TestBadBodiesAreNamed(t *testing.T) {
	cases := []struct {
		name, contentType, body string
		limits                  Limits
		want                    error
		says                    string
	}{
		{"nothing", "", "", Limits{}, ErrEmpty, "no bytes"},
		{"white space", "text/plain", " \r\n\t ", Limits{}, ErrEmpty, "white space"},
		{"byte order mark alone", "", "\xef\xbb\xbf", Limits{}, ErrEmpty, "white space"},
		{"a byte too many", "text/plain", "abcdef", Limits{Bytes: 5}, ErrTooLarge, "more than 5 bytes, which is the limit"},
		{"megabytes too many", "text/plain", strings.Repeat("a", 2_100_000), Limits{Bytes: 2_000_000}, ErrTooLarge, "2.1 MB, limit 2.0 MB"},
		{"PDF", "", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", Limits{}, ErrBinary, "a PDF file"},
		{"PDF sent as a page", "text/html", "%PDF-1.7\n1 0 obj", Limits{}, ErrBinary, "a PDF file"},
		{"PNG", "application/octet-stream", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", Limits{}, ErrBinary, "a PNG image"},
		{"gzip", "", "\x1f\x8b\x08\x00\x00\x00\x00\x00", Limits{}, ErrBinary, "gzip"},
		{"docx", "", "PK\x03\x04\x14\x00\x06\x00", Limits{}, ErrBinary, "Office"},
		{"WebP", "", "RIFF\x10\x00\x00\x00WEBPVP8 ", Limits{}, ErrBinary, "a WebP image"},
		{"binary without a name", "", strings.Repeat("\x01\x02\x00\x9c\xfe\x13q", 50), Limits{}, ErrBinary, "control characters"},
		{"lost letters", "text/plain", strings.Repeat("\uFFFD\uFFFD\uFFFD\uFFFD ", 20), Limits{}, ErrUndecodable, "80 of its characters"},
		{"JSON by type", "application/json", `{"a": 1}`, Limits{}, ErrContentType, "application/json"},
		{"JSON by look", "", ` {"error": "not found"} `, Limits{}, ErrContentType, "JSON"},
		{"PDF by type", "application/pdf; name=x", "text", Limits{}, ErrContentType, "application/pdf"},
		{"image by type", "Image/JPEG", "text", Limits{}, ErrContentType, "image/jpeg"},
		{"not a type", "nonsense", "text", Limits{}, ErrContentType, "nonsense"},
		{"style sheet", "text/css", "p { color: red }", Limits{}, ErrContentType, "text/css"},
		{"feed", "application/rss+xml", `<?xml version="1.0"?><rss version="2.0"><channel/></rss>`, Limits{}, ErrContentType, `"rss"`},
		{"too many tags", "text/html", strings.Repeat("<p>x", 101), Limits{Nodes: 100}, ErrTooLarge, "101 tags in 404 bytes, limit 100"},
		{"too many tags for its bytes", "text/html", strings.Repeat("<p>x", fewTags+15_000), Limits{}, ErrTooLarge, "115000 tags in 460000 bytes, limit 104600"},
	}
	for _, c := range cases {
		got, err := Decode(document.Raw{Content: []byte(c.body), ContentType: c.contentType}, c.limits)
		if !errors.Is(err, c.want) || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %+v, %v; want %v saying %q", c.name, got, err, c.want, c.says)
		}
	}
}

func TestFormats(t *testing.T) {
	const page = "<html><body><p>Text.</p></body></html>"
	longHead := strings.Repeat("<link rel=preload href=/a.woff2 as=font>", 150)
	cases := []struct {
		name, contentType, body string
		want                    document.Format
	}{
		{"page", "", page, document.HTML},
		{"page after comment and space", "", "\n <!-- made by\nhand -->\n<!DOCTYPE HTML>" + page, document.HTML},
		{"page after byte order mark", "", "\xef\xbb\xbf" + page, document.HTML},
		{"page behind a warning", "", "<br />\n<b>Warning</b>: no cache<br />\n<!doctype html>" + strings.Repeat("x", 5000) + page + "<!-- 3 ms -->", document.HTML},
		{"doctype without a space", "", "<!doctypehtml><html lang=en>" + longHead + "<p>Text.", document.HTML},
		{"doctype over two lines", "text/plain", "<!DOCTYPE\n  html>\n<p>Text.", document.HTML},
		{"two byte order marks", "", "\xef\xbb\xbf\ufeff\n<!doctype html>" + longHead + "<p>Text.", document.HTML},
		{"scripts before the doctype", "text/plain", "<script>if (a < b) {}</script >\n<style>p > a {}</style><!doctype html><p>Text.", document.HTML},
		{"a long script before a fragment", "", "<script>" + strings.Repeat("x = 1; ", 900) + "</script><div><p>Text.</p></div>", document.HTML},
		{"a long head behind a notice", "", "Notice: Undefined index: top in /srv/news.php on line 7\n\t<!DOCTYPE html>\n<html>" + longHead + "<p>Text.</p>", document.HTML},
		{"a notice glued to a page", "", "Deprecated: each() is deprecated<!doctype html>\n<html lang=de>" + longHead + "<p>Text.</p>", document.HTML},
		{"text type, a page behind a notice", "text/plain", "Warning: no cache\n" + page, document.HTML},
		{"a sentence about doctypes", "", "Every page begins with <!DOCTYPE html> and then <html> opens." + strings.Repeat(" And so on.", 500) + "<p>x</p><p>y</p>", document.PlainText},
		{"a page in code", "", "Write this:\n\n```html\n<!doctype html>\n<html>" + longHead + "<p>x</p>\n```\n", document.PlainText},
		{"text type, a page in the text", "text/plain", "This is the page:\n\n" + page + strings.Repeat("\nIt has a paragraph, as you see in any browser that you like.", 30), document.PlainText},
		{"body tag in capitals", "", "<BODY BGCOLOR=white>Text", document.HTML},
		{"XHTML", "", `<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>`, document.HTML},
		{"XHTML by type", "application/xhtml+xml", page, document.HTML},
		{"XHTML as XML", "application/xml", "<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'>" + page, document.HTML},
		{"octet stream holding a page", "application/octet-stream", page, document.HTML},
		{"fragment", "", "<p>One.</p>\n<p>Two.</p>", document.HTML},
		{"fragment that begins with words", "", "Our reporters<div><p>One.</p><p>Two.</p></div>", document.HTML},
		{"text type, but a page", "text/plain; charset=utf-8", "<!doctype html><title>x</title>", document.HTML},
		{"text type, fragment in it", "text/plain", "<p>One.</p>\n<p>Two.</p>", document.PlainText},
		{"page type, fragment in it", "text/html", "Just <i>words</i>.", document.HTML},
		{"page type, but no tag", "text/html", "Headline\n\nA first paragraph with 2 < 3 in it.", document.PlainText},
		{"type joined by a proxy", "text/html, text/html; charset=utf-8", page, document.HTML},
		{"plain", "", "Headline\n\nA paragraph.", document.PlainText},
		{"stray less-than signs", "", "a < b and <- and <3 and x<y>z", document.PlainText},
		{"Markdown", "", "# Head\n\nText<br>with *stars*, an <img src=x> and <a href=y>link</a>.\n", document.PlainText},
		{"Markdown with code", "", "Use `<div>` and `</div>`:\n\n```html\n<div><p>x</p></div>\n<p></p>\n```\n", document.PlainText},
		{"Markdown by type", "text/markdown", "<p>x</p><p>y</p><p>z</p>", document.PlainText},
		{"a text that begins with a bracket", "", "[Editor's note: this is new.]\n\nText.", document.PlainText},
	}
	for _, c := range cases {
		got, err := Decode(document.Raw{Content: []byte(c.body), ContentType: c.contentType}, Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got.Format != c.want || (got.Page != nil) != (c.want == document.HTML) || (got.Text == "") != (c.want == document.HTML) {
			t.Errorf("%s: got %s, page %v, text %q; want %s", c.name, got.Format, got.Page != nil, got.Text, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("Plain text."), "text/plain", "en")
	f.Add([]byte("<!doctype html><meta charset=koi8-r><p>\xf0\xd2\xc9\xd7\xc5\xd4"), "text/html", "")
	f.Add([]byte("\xff\xfea\x00b\x00"), "", "")
	f.Add([]byte("\x1b$B$3$N\x1b(B"), "", "ja")
	f.Add([]byte("<table><font a=1><td></font><body b=2><select><svg></p>"), "text/html", "")
	f.Add(bytes.Repeat([]byte("\xca\xc0\xd2"), 9), "text/plain; charset=\"tis-620\"", "th")
	for _, c := range legacy {
		text := encode(f, c.charset, sentences[c.language])
		f.Add(text, "", c.language)
		f.Add(fmt.Appendf(nil, "<!doctype html><meta charset=%s><p>%s", c.charset, text), "text/html", "")
	}
	for _, text := range cases.Sections(cases.Text) {
		f.Add([]byte(text), "text/plain; charset=utf-8", "")
	}
	for _, page := range cases.Sections(cases.Page) {
		f.Add([]byte(page), "", "")
	}
	limits := Limits{Bytes: 1 << 16, Nodes: 2000}
	f.Fuzz(func(t *testing.T, body []byte, contentType, language string) {
		got, err := Decode(document.Raw{Content: body, ContentType: contentType, Language: language}, limits)
		if err != nil {
			if got != nil {
				t.Fatalf("both a result and an error: %+v, %v", got, err)
			}
			return
		}
		if !utf8.ValidString(got.Text) || !utf8.ValidString(got.Source) {
			t.Fatalf("not UTF-8: %q %q", got.Text, got.Source)
		}
		if (got.Page != nil) != (got.Format == document.HTML) || (got.Text == "") == (got.Source == "") {
			t.Fatalf("neither text nor page, or both: %+v", got)
		}
		if canonical(got.Charset) != got.Charset {
			t.Fatalf("charset %q is no name of the WHATWG's", got.Charset)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	english := strings.Repeat("The council passed the budget for next year after a long night of talks.\n\n", 1400)
	russian := strings.Repeat("Городской совет утвердил бюджет на следующий год после долгих споров.\n\n", 1400)
	page := "<!doctype html><html><head><title>News</title></head><body>" +
		strings.Repeat("<div class=story><p>The <b>council</b> passed the <a href=/b>budget</a> for next year.</p></div>\n", 1000)
	for _, c := range []struct{ name, contentType, body string }{
		{"text/ascii", "text/plain", english},
		{"text/utf8", "text/plain", russian},
		{"text/sniffed", "", english},
		{"text/windows-1251", "text/plain", string(encode(b, "windows-1251", russian))},
		{"page", "text/html", page},
	} {
		b.Run(c.name, func(b *testing.B) {
			raw := document.Raw{Content: []byte(c.body), ContentType: c.contentType}
			b.SetBytes(int64(len(c.body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Decode(raw, Limits{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("page/parse alone", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := html.Parse(strings.NewReader(page)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func ExampleDecode() {
	raw := document.Raw{Content: []byte("\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0!"), ContentType: "text/plain; charset=windows-1251"}
	d, err := Decode(raw, DefaultLimits())
	fmt.Println(d.Text, d.Charset, d.Format, err)
	// Output: Привет, мир! windows-1251 text <nil>
}

func TestATextOfTooManyLinesIsRefused(t *testing.T) {
	raw := document.Raw{ContentType: "text/plain; charset=utf-8", Content: []byte(strings.Repeat("a word\n", 30))}
	if _, err := Decode(raw, Limits{Lines: 20}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("error %v, want ErrTooLarge", err)
	}
	if _, err := Decode(raw, Limits{Lines: 30}); err != nil {
		t.Errorf("30 lines, limit 30: %v", err)
	}
}

func TestDecodeWithEdit(t *testing.T) {
	raw := document.Raw{ContentType: "text/html", Content: []byte("<p>The ferry stops.</p>")}
	edit := func(source string) string { return strings.ReplaceAll(source, "ferry", "bus") }
	d, err := DecodeWith(raw, DefaultLimits(), Options{Edit: edit})
	if err != nil || d.Source != "<p>The bus stops.</p>" {
		t.Errorf("%q, %v", d.Source, err)
	}
	if _, err := DecodeWith(raw, Limits{Bytes: 100}, Options{Edit: func(s string) string { return strings.Repeat(s, 10) }}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a page that an edit makes too large: %v", err)
	}
	raw.ContentType, raw.Content = "text/plain", []byte("The ferry stops.")
	if d, err = DecodeWith(raw, DefaultLimits(), Options{Edit: edit}); err != nil || d.Text != "The ferry stops." {
		t.Errorf("a text has no source to edit: %q, %v", d.Text, err)
	}
}
