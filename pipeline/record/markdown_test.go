package record

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestMarkdown(t *testing.T) {
	heading := func(level int, text string) document.Paragraph {
		return document.Paragraph{Text: text, Role: document.RoleHeading, Level: level}
	}
	item := func(level, number int, text string) document.Paragraph {
		return document.Paragraph{Text: text, Role: document.RoleListItem, Level: level, Number: number}
	}
	row := func(cells ...string) document.Paragraph {
		return document.Paragraph{Text: strings.Join(cells, " "), Role: document.RoleTable, Cells: cells}
	}
	plain := func(role document.Role, text string) document.Paragraph {
		return document.Paragraph{Text: text, Role: role}
	}
	cases := map[string]struct {
		paragraphs []document.Paragraph
		want       string
	}{
		"headings keep their distance, whatever the highest is": {
			[]document.Paragraph{heading(3, "One"), heading(4, "Two"), heading(3, "Three"), heading(0, "Four")},
			"## One\n\n### Two\n\n## Three\n\n## Four\n",
		},
		"lists in lists": {
			[]document.Paragraph{item(1, 1, "One"), item(2, 0, "a"), item(3, 0, "i"), item(1, 2, "Two"), plain(document.RoleParagraph, "Text."), item(2, 0, "deep at once")},
			"1. One\n    - a\n        - i\n2. Two\n\nText.\n\n- deep at once\n",
		},
		"marks that a dump kept": {
			[]document.Paragraph{item(0, 0, "- one"), item(0, 0, "• two"), item(0, 0, "3. three"), item(0, 0, "1984 was a year"), plain(document.RoleQuote, "> said")},
			"- one\n- two\n3. three\n- 1984 was a year\n\n> said\n",
		},
		"numbers that a dump kept, and an item that begins with its number": {
			[]document.Paragraph{item(1, 3, "3. three"), item(2, 1, "1) one"), item(1, 4, "4 loaves"), item(1, 5, "7. seven"), item(1, 6, "six")},
			"3. three\n    1. one\n4. 4 loaves\n5. 7\\. seven\n6. six\n",
		},
		"a quote of two paragraphs": {
			[]document.Paragraph{plain(document.RoleQuote, "One\nline"), plain(document.RoleQuote, "# two")},
			"> One\n> line\n>\n> \\# two\n",
		},
		"a table with a short row and a bar": {
			[]document.Paragraph{row("Player", "Goals"), row("Overbeck"), row("a|b", "1"), plain(document.RoleTable, "no row")},
			"| Player | Goals |\n| --- | --- |\n| Overbeck |  |\n| a\\|b | 1 |\n\nno row\n",
		},
		"code with a fence in it": {
			[]document.Paragraph{plain(document.RoleCode, "a := ```x```\n*b")},
			"````\na := ```x```\n*b\n````\n",
		},
		"signs that would mean something": {
			[]document.Paragraph{
				plain(document.RoleParagraph, "# no heading"), plain(document.RoleParagraph, "12. May was cold"), plain(document.RoleParagraph, "- no item"),
				plain(document.RoleParagraph, `2*3*4, snake_case_name, _so_, [x](y), 3 < 4, <b>, AT&T, Q & A, \n, ~1 ~~2`),
			},
			"\\# no heading\n\n12\\. May was cold\n\n\\- no item\n\n" + `2\*3\*4, snake_case_name, \_so\_, \[x](y), 3 < 4, \<b>, AT\&T, Q & A, \\n, ~1 \~\~2` + "\n",
		},
	}
	for name, c := range cases {
		got := Markdown(&document.Clean{Title: "The *title*", Paragraphs: c.paragraphs})
		if diff := cmp.Diff(`# The \*title\*`+"\n\n"+c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestEscapingIsUndone takes the escapes away again: every text must come back,
// and no line of it may begin as anything but a paragraph.
func TestEscapingIsUndone(t *testing.T) {
	text := rapid.StringMatching("[a-z0-9#>+=~|.)_*`<&! \\[\\]\\\\-]{1,30}")
	rapid.Check(t, func(t *rapid.T) {
		s := strings.TrimSpace(text.Draw(t, "text"))
		escaped := escapeLine(s)
		var back strings.Builder
		for i := 0; i < len(escaped); i++ {
			if escaped[i] == '\\' {
				i++
			}
			back.WriteByte(escaped[i])
		}
		if back.String() != s {
			t.Fatalf("%q became %q, which reads as %q", s, escaped, back.String())
		}
		if escaped != "" && strings.ContainsRune("#>-+=~|`*", rune(escaped[0])) {
			t.Fatalf("%q became %q, which begins as something else", s, escaped)
		}
	})
}
