package segment

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

// levels writes each block's role, level and number: "*2" for a bullet in a list
// in a list, "*1.3" for a third item, "-" for what is no item.
func levels(blocks []document.Block) (written []string) {
	for _, b := range blocks {
		switch {
		case b.Role != document.RoleListItem:
			written = append(written, "-")
		case b.Number > 0:
			written = append(written, fmt.Sprintf("*%d.%d", b.Level, b.Number))
		default:
			written = append(written, fmt.Sprintf("*%d", b.Level))
		}
	}
	return written
}

func TestListsOfADump(t *testing.T) {
	for name, c := range map[string]struct {
		dump string
		want []string
	}{
		"flat":                  {"- a\n- b", []string{"*1", "*1"}},
		"nested":                {"- a\n  - b\n    - c\n- d\n  - e", []string{"*1", "*2", "*3", "*1", "*2"}},
		"all indented":          {"  * a\n    * b\n  * c", []string{"*1", "*2", "*1"}},
		"a slip of one column":  {"- a\n - b\n- c", []string{"*1", "*1", "*1"}},
		"tabs":                  {"• a\n\t• b\n\t\t• c\n    • d", []string{"*1", "*2", "*3", "*2"}},
		"further out than all":  {"    - a\n- b\n  - c", []string{"*1", "*1", "*2"}},
		"numbers":               {"3. a\n   1) b\n4. c", []string{"*1.3", "*2.1", "*1.4"}},
		"a paragraph between":   {"- a\n  - b\n\nText.\n\n  - c", []string{"*1", "*2", "-", "*1"}},
		"an item's second line": {"- a\n  and more\n  - b", []string{"*1", "-", "*2"}},
		"deeper than is told":   {"- 0\n  - 1\n    - 2\n      - 3\n        - 4\n          - 5\n            - 6\n              - 7\n                - 8\n                  - 9", []string{"*1", "*2", "*3", "*4", "*5", "*6", "*7", "*8", "*9", "*9"}},
	} {
		if diff := cmp.Diff(c.want, levels(lines(&document.Document{Source: c.dump, Text: c.dump}, nil))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestListsOfAPage(t *testing.T) {
	for name, c := range map[string]struct {
		page string
		want []string
	}{
		"paragraphs in items":      {"<ul><li><p>a</p></li><li><div><p>b</p></div></li></ul>", []string{"*1", "*1"}},
		"a second paragraph":       {"<ol><li><p>a</p><p>more</p></li><li><p>b</p></li></ol>", []string{"*1.1", "-", "*1.2"}},
		"two blocks, one number":   {"<ol><li>a<div>more</div></li><li>b</li></ol>", []string{"*1.1", "*1", "*1.2"}},
		"a list below a paragraph": {"<ol><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ol>", []string{"*1.1", "*2", "*1.2"}},
		"definitions":              {"<dl><dt>a</dt><dd><p>b</p></dd></dl>", []string{"*1", "*1"}},
		"a headline and its text":  {"<ul><li><h3>a</h3><p>b</p></li></ul>", []string{"-", "-"}},
		"a paragraph in no item":   {"<ul><p>a</p><li>b</li></ul><p>c</p>", []string{"-", "*1", "-"}},
		"an article as an item":    {"<ul><li><article><p>a</p></article></li></ul>", []string{"-"}},
		"a quotation in an item":   {"<ul><li><blockquote><p>a</p></blockquote></li></ul>", []string{"-"}},
		"a list that begins at 4":  {`<ol start="4"><li><p>a</p></li><li>b</li></ol>`, []string{"*1.4", "*1.5"}},
	} {
		if diff := cmp.Diff(c.want, levels(segmented(t, c.page).Blocks)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
