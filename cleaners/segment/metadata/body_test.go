package metadata

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParagraphsOfAStatedBody(t *testing.T) {
	cases := map[string]struct {
		body string
		want []string
	}{
		"lines":             {"One  line.\n\nAnd\tanother.\r\n", []string{"One line.", "And another."}},
		"escapes":           {"Ada &amp; Tom said: &ldquo;No.&rdquo;", []string{"Ada & Tom said: “No.”"}},
		"HTML":              {"<p>One <b>bold</b> word.</p><figure><p>A caption</p></figure><p>Two<br>lines.</p>", []string{"One bold word.", "Two", "lines."}},
		"escaped HTML":      {"&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", []string{"One.", "Two."}},
		"a sign, no markup": {"It is 3 < 4, he said.", []string{"It is 3 < 4, he said."}},
		"nothing":           {" \n ", nil},
	}
	for name, c := range cases {
		if diff := cmp.Diff(c.want, Paragraphs(c.body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// threeParagraphs returns a body, and what writes it as a list with something around
// each of its paragraphs.
func threeParagraphs() (body []string, quoted func(before, after string) string) {
	for _, s := range []string{"One,", "Two,", "Three,"} {
		body = append(body, s+" said the harbour master on Thursday, while the ferries waited for the tide to turn in the bay below the town.")
	}
	return body, func(before, after string) string {
		var parts []string
		for _, w := range body {
			parts = append(parts, before+w+after)
		}
		return strings.Join(parts, ",")
	}
}

func TestShapesOfAppData(t *testing.T) {
	want, quoted := threeParagraphs()
	for name, data := range map[string]string{
		"strings":               `{"article":{"paragraphs":[` + quoted(`"`, `"`) + `]}}`,
		"things":                `{"story":{"content":[` + quoted(`{"type":"p","text":"`, `"}`) + `]}}`,
		"rich text":             `{"fields":{"body":{"content":[` + quoted(`{"nodeType":"paragraph","content":[{"nodeType":"text","value":"`, `"}]}`) + `]}}}`,
		"HTML":                  `{"post":{"html":"<p>` + strings.Join(want, "</p><p>") + `</p>"}}`,
		"with a card list":      `{"latest":[` + quoted(`{"title":"x","text":"`, `More and more of it, without an end to it."}`) + `],"body":[` + quoted(`{"text":"`, `"}`) + `]}`,
		"beside titled entries": `{"features":[` + quoted(`{"title":"x","text":"`, `More and more of it, without an end to it."}`) + `],"body":[` + quoted(`{"title":null,"text":"`, `"}`) + `]}`,
	} {
		got := finderOf(t, `<h1>Bridge to close</h1><script id="__NEXT_DATA__" type="application/json">`+data+`</script>`).AppBody()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
