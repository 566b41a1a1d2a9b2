package memory

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sentences returns paragraphs of prose that no other name shares.
func sentences(name string, n int) (all []string) {
	for i := range n {
		all = append(all, strings.Repeat(fmt.Sprintf("the %s of part %d said so ", name, i), 3)+"on Monday.")
	}
	return all
}

func join(parts ...[]string) (all []string) {
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

func TestWhatTwoPagesOfASiteHaveIsNotTheirOwn(t *testing.T) {
	bridge, school, notice := sentences("bridge", 6), sentences("school", 6), sentences("notice", 9)
	edited := join(bridge[:5], sentences("edit", 1))
	for name, c := range map[string]struct {
		page   []string // on the site, as document 1
		others [][]string
		want   []string
	}{
		"a notice longer than both articles": {join(bridge, notice), [][]string{join(school, notice)}, bridge},
		"a notice above the article":         {join(notice, bridge), [][]string{join(notice, school)}, bridge},
		"the article under another address":  {bridge, [][]string{bridge}, bridge},
		"the article edited":                 {bridge, [][]string{edited}, bridge},
		"a notice, and the article elsewhere": {
			join(bridge, notice), [][]string{join(school, notice), join(bridge, notice)}, bridge},
		"nobody else": {join(bridge, notice), nil, join(bridge, notice)},
	} {
		t.Run(name, func(t *testing.T) {
			o := NewOwnProse()
			o.Add("courier", 1, c.page)
			o.Add("courier", 1, c.page) // as one that was sent twice
			for i, other := range c.others {
				o.Add("courier", uint32(i+2), other)
			}
			o.Add("herald", 99, c.page) // another site says nothing of it
			if diff := cmp.Diff(c.want, o.Of("courier", 1, c.page)); diff != "" {
				t.Errorf("own (-want +got):\n%s", diff)
			}
		})
	}
}

func TestProseOfAnArchiveIsBounded(t *testing.T) {
	o := NewOwnProse()
	o.most = 4
	o.Add("courier", 1, sentences("bridge", 4))
	if o.Full() {
		t.Error("full with room for all")
	}
	o.Add("courier", 2, sentences("school", 1))
	if !o.Full() || len(o.of) != 4 {
		t.Errorf("%d paragraphs, full: %t", len(o.of), o.Full())
	}
}

// TestOnlyProseIsCompared has lines that stand beside articles, and articles'
// that look like them.
func TestOnlyProseIsCompared(t *testing.T) {
	for text, want := range map[string]bool{
		"Bridge to close for a year, city says after long dispute": false,
		"Read more.": false,
		"The bridge will close for a year from May, the city ...":                     false,
		"The bridge will close for a year from May, the city said.":                   true,
		"“Ferries will run every ten minutes from the old harbour,” the mayor said.”": true,
		"Will the bridge in the old harbour close in May? (It will.)":                 true,
		strings.Repeat("a long line of a poem without an end ", 5):                    true,
		"桥梁将从五月起关闭一年，市政府周四表示。":                                                        true,
		"桥梁将关闭一年": false,
	} {
		if got := readsAsProse(text); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}

func TestPagesAreTiedByTheirOwnProse(t *testing.T) {
	bridge, school, notice := sentences("bridge", 6), sentences("school", 6), sentences("notice", 30)
	known := NewStories(StoryOptions{})
	put := func(id string, own []string, all ...[]string) Membership {
		return known.Put(Article{ID: id, Signature: SignOwn(strings.Join(join(all...), "\n\n"), own)})[0].Membership
	}
	put("a", join(bridge, notice), bridge, notice) // the first of its site: nothing is known yet
	if m := put("b", school, school, notice); m.Shared {
		t.Errorf("a page is told by a notice as one with %s", m.Representative)
	}
	if m := put("c", bridge, bridge, sentences("other", 30)); m.Representative == m.ID || m.Of != "" {
		t.Errorf("a copy on another site is of %s, and has the very words of %q", m.Representative, m.Of)
	}
	if m := put("d", nil, notice); m.Shared {
		t.Errorf("a page with nothing of its own is of %s", m.Representative)
	}
}
