package siterules

import (
	"slices"
	"sync"
	"testing"
	"testing/fstest"
)

// TestASetServesManyGoroutines selects by one set in several goroutines: what the
// library compiles has state.
func TestASetServesManyGoroutines(t *testing.T) {
	set, err := Load(fstest.MapFS{
		"example.com.txt": {Data: []byte("title: substring-before(//title, ' |')\nstrip: //h1/following-sibling::*\nstrip: //li[last()]\nstrip: //p[@class='lead']\nreplace_string(a): b")},
		"a.filters":       {Data: []byte("##.text\n##p:nth-child(2)\n##div:has(a)")},
	})
	if err != nil {
		t.Fatal(err)
	}
	selectedIn := func() []string {
		page := parsed1(t, pathPage)
		rules := set.For("example.com", "")
		rules.Edit()(pathPage)
		var found []string
		for n, said := range rules.Select(page) {
			for _, r := range said {
				found = append(found, r.Where+pathTo(n))
			}
		}
		found = append(found, rules.fields[titleRule][0].values...)
		slices.Sort(found)
		return found
	}
	want := selectedIn()
	if len(want) < 8 {
		t.Fatalf("selects %q", want)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				if got := selectedIn(); !slices.Equal(want, got) {
					t.Errorf("selects %q, then %q", want, got)
				}
			}
		})
	}
	all.Wait()
}
