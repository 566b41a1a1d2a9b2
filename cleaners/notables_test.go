package cleaners

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// TestNoTablesTakesOutRowsAlone has a table of figures, and an article that an old page
// lays out in a table: losing that would be the worst of errors.
func TestNoTablesTakesOutRowsAlone(t *testing.T) {
	const data = `<article><h1>The loaves of the year</h1><p>The bakers of the village kept a table of what they had made, for the first time since the war.</p>
<table><tr><th>Baker</th><th>Loaves</th></tr><tr><td>The smith</td><td>1,204</td></tr></table>
<p>The clerk, who keeps it on his computer, was good enough to send this newspaper the whole of it.</p></article>`
	const layout = `<table width="800"><tr><td><h1>Bread is cheaper</h1><p>The price of bread fell by a tenth in March, the mills said on Friday, after a good harvest.</p>
<p>It will fall again in April, the mills said on Saturday, when the second harvest has been milled.</p></td></tr></table>`
	policy := DefaultPolicy()
	policy.NoTables = true
	with, without := Must(New()), Must(New(WithPolicy(policy)))
	for _, c := range []struct {
		name, page string
		rows       int
	}{{"a table of figures", data, 2}, {"a layout", layout, 0}} {
		raw := document.Raw{ContentType: "text/html", Content: []byte(c.page)}
		before, err := with.Clean(raw)
		if err != nil {
			t.Fatal(err)
		}
		after, err := without.Clean(raw)
		if err != nil {
			t.Fatal(err)
		}
		if err := after.Ledger.Check(len(after.Source)); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		taken := 0
		for _, r := range after.Removed {
			if r.Rule == noTablesRule {
				taken++
			}
		}
		if left := len(before.Paragraphs) - len(after.Paragraphs); taken != c.rows || left != c.rows {
			t.Errorf("%s: %d removals and %d paragraphs fewer, want %d", c.name, taken, left, c.rows)
		}
		if strings.Contains(with.Digest().Policy, "no tables") || !strings.Contains(without.Digest().Policy, "no tables") {
			t.Errorf("the digest says %q and %q", with.Digest().Policy, without.Digest().Policy)
		}
	}
}
