package memory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// prose returns so many words, of which no run is in the prose of another
// number.
func prose(number, words int) string {
	var b strings.Builder
	for i := range words {
		fmt.Fprintf(&b, "w%dx%d ", number, i)
	}
	return b.String()
}

// first returns a share of a text's words, from its beginning.
func first(text string, percent int) string {
	words := strings.Fields(text)
	return strings.Join(words[:len(words)*percent/100], " ")
}

// march returns noon of a day in March.
func march(n int) time.Time { return time.Date(2026, 3, n, 12, 0, 0, 0, time.UTC) }

func article(id string, published time.Time, text string) Article {
	return Article{ID: id, Published: published, Signature: Sign(text)}
}

// changeLines returns changes, a line each.
func changeLines(changes []Change) (all []string) {
	for _, c := range changes {
		line := fmt.Sprintf("%s %s: %s", c.Event, c.ID, c.Representative)
		if c.Was != "" {
			line += " was " + c.Was
		}
		if c.Of != "" {
			line += " of " + c.Of
		}
		all = append(all, line)
	}
	return all
}

func TestAStoryAndItsCopies(t *testing.T) {
	wire := prose(1, 400)
	s := NewStories(StoryOptions{})
	steps := []struct {
		put  Article
		want []string
	}{
		{article("c", march(3), wire), []string{"new c: c"}},
		{article("c", march(3), wire), []string{"new c: c"}},
		{article("c", march(5), wire), []string{"new c: c"}},
		{article("x", march(3), prose(2, 400)), []string{"new x: x"}},
		{article("d", march(4), first(wire, 50)+prose(3, 120)), []string{"joined d: c"}},
		{article("e", march(3), wire), []string{"joined e: c of c"}},
		{article("a", march(2), first(wire, 90)), []string{"new a: a", "representative c: a was c", "representative e: a was c of c", "representative d: a was c"}},
		{article("old", march(3).AddDate(0, 0, -20), wire), []string{"new old: old"}},
		{article("a", march(2), prose(4, 300)), []string{"new a: a", "representative c: c was a", "representative e: c was a of c", "representative d: c was a"}},
		{article("stub", march(2), "Too short to say."), []string{"new stub: stub"}},
	}
	for _, step := range steps {
		if diff := gocmp.Diff(step.want, changeLines(s.Put(step.put))); diff != "" {
			t.Errorf("putting %s (-want +got):\n%s", step.put.ID, diff)
		}
	}
}

func TestContainmentBothWays(t *testing.T) {
	wire := prose(1, 600)
	s := NewStories(StoryOptions{})
	s.Put(article("wire", march(1), "VELLMAR, March 1 (Reuters) - "+wire))
	got := s.Put(article("excerpt", march(2), "Vellmar (Reuters) – "+first(wire, 50)))[0]
	if got.Here != 1 || got.There < 0.3 || got.There > 0.7 || got.Dateline != "Reuters" {
		t.Errorf("half of a wire story: %+v, want all of it in the story, half of the story in it, and the agency", got.Membership)
	}
}

// drawn draws articles: stories, and what outlets made of them.
func drawn(t *rapid.T) []Article {
	stories := rapid.IntRange(1, 4).Draw(t, "stories")
	var all []Article
	for i := range rapid.IntRange(1, 24).Draw(t, "articles") {
		story := rapid.IntRange(1, stories).Draw(t, "story")
		text := first(prose(story, 240), 10*rapid.IntRange(2, 10).Draw(t, "kept"))
		if rapid.Bool().Draw(t, "mixed") {
			text += " " + first(prose(1+story%stories, 240), 10*rapid.IntRange(0, 8).Draw(t, "of another"))
		}
		if rapid.Bool().Draw(t, "own") {
			text += " " + prose(100+i, rapid.IntRange(10, 150).Draw(t, "own words"))
		}
		all = append(all, article(fmt.Sprintf("d%02d", i), march(rapid.IntRange(1, 12).Draw(t, "day")), text))
	}
	return all
}

// clustered works the representatives out from all pairs, by the definition of
// Stories.
func clustered(all []Article, window time.Duration) map[string]string {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Article) int {
		return cmp.Or(a.Published.Compare(b.Published), strings.Compare(a.ID, b.ID))
	})
	of := make(map[string]string)
	var heads []Article
	for _, a := range all {
		of[a.ID] = a.ID
		most := 0.0
		for _, h := range heads {
			if in, like := likeByDefinition(a, h, window); like && in > most {
				of[a.ID], most = h.ID, in
			}
		}
		if of[a.ID] == a.ID {
			heads = append(heads, a)
		}
	}
	return of
}

func likeByDefinition(a, b Article, window time.Duration) (most float64, like bool) {
	shared := slices.ContainsFunc(a.Grams, func(g uint32) bool { return slices.Contains(b.Grams, g) })
	in, copied := copies(a.Words, b.Words, a.Shingles, b.Shingles)
	if a.Body == b.Body {
		in, copied = Containment{1, 1}, true
	}
	return in.most(), shared && copied && a.Published.Sub(b.Published).Abs() <= window
}

func heads(t *rapid.T, s *Stories, all []Article) map[string]string {
	of := make(map[string]string)
	for _, a := range all {
		st, found := s.Membership(a.ID)
		if !found {
			t.Fatalf("%s is not remembered", a.ID)
		}
		of[a.ID] = st.Representative
	}
	return of
}

func TestAnyOrderGivesTheClustersOfTheDefinition(t *testing.T) {
	const window = 5 * 24 * time.Hour
	rapid.Check(t, func(t *rapid.T) {
		all := drawn(t)
		s := NewStories(StoryOptions{Window: window, Archive: true}) // that articles are forgotten has a test of its own
		told := make(map[string]string)
		for _, a := range rapid.Permutation(append(all, all...)).Draw(t, "order, each twice") {
			for _, c := range s.Put(a) {
				if c.Event == EventRepresentative && told[c.ID] != c.Was {
					t.Fatalf("%s was of %s, and is told to have been of %s", c.ID, told[c.ID], c.Was)
				}
				told[c.ID] = c.Representative
			}
		}
		want := clustered(all, window)
		if diff := gocmp.Diff(want, heads(t, s, all)); diff != "" {
			t.Fatalf("representatives (-definition +index):\n%s", diff)
		}
		if diff := gocmp.Diff(want, told); diff != "" {
			t.Fatalf("representatives (-definition +as the changes told):\n%s", diff)
		}
	})
}

func TestTheLastVersionOfAnArticleCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawn(t)
		s := NewStories(StoryOptions{Archive: true})
		for _, a := range all {
			s.Put(a)
		}
		for i := range all {
			if rapid.Bool().Draw(t, "changed") {
				later := article(all[i].ID, march(rapid.IntRange(1, 12).Draw(t, "day")), first(prose(1, 240), 10*rapid.IntRange(3, 10).Draw(t, "kept")))
				s.Put(later)
				if later.Body == all[i].Body && all[i].Published.Before(later.Published) {
					later.Published = all[i].Published
				}
				all[i] = later
			}
		}
		if diff := gocmp.Diff(clustered(all, defaultWindow), heads(t, s, all)); diff != "" {
			t.Fatalf("representatives (-definition +index):\n%s", diff)
		}
		if s.Len() != len(all) {
			t.Fatalf("%d articles are remembered, want %d", s.Len(), len(all))
		}
	})
}

func TestWhatIsOldIsForgotten(t *testing.T) {
	s := NewStories(StoryOptions{Window: 48 * time.Hour})
	for d := range 30 {
		for i := range 40 {
			s.Put(article(fmt.Sprintf("%d-%d", d, i), march(1).AddDate(0, 0, d), prose(100*d+i, 60)))
		}
	}
	if got, most := s.Len(), 40*6; got > most {
		t.Errorf("%d articles are remembered after 30 days of 40, want at most %d", got, most)
	}
	if postings := s.postings(); postings > s.Len()*mostGrams {
		t.Errorf("%d postings for %d articles", postings, s.Len())
	}
	if changes := s.Put(article("late", march(2), prose(1, 60))); changeLines(changes)[0] != "new late: late" {
		t.Errorf("an article of a forgotten day: %v", changeLines(changes))
	}
	s.Put(article("2099", time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC), prose(9999, 60)))
	if got := s.Len(); got < 100 {
		t.Errorf("one article that claims to be of 2099 leaves %d", got)
	}
}

func (s *Stories) postings() (n int) {
	for i := range s.grams.shards {
		for _, p := range s.grams.shards[i].table {
			if p != noPosting {
				n++
			}
		}
	}
	return n
}

func TestManyCopiesOfOneStory(t *testing.T) {
	const copies = 500
	wire := prose(1, 300)
	s := NewStories(StoryOptions{PerGram: 8})
	for i := range copies {
		s.Put(article(fmt.Sprintf("c%03d", i), march(5).Add(time.Duration(i)*time.Second), first(wire, 60+i%40)))
	}
	s.Put(article("first", march(4), wire))
	for i := range copies {
		if st, _ := s.Membership(fmt.Sprintf("c%03d", i)); st.Representative != "first" {
			t.Fatalf("copy %d is of %s, want first", i, st.Representative)
		}
	}
	if n := s.postings(); n > 8*mostGrams*20 {
		t.Errorf("%d postings: the bound of 8 articles to a fingerprint does not hold", n)
	}
}

func TestTheBoundOnArticlesHolds(t *testing.T) {
	s := NewStories(StoryOptions{Most: 100})
	for i := range 1000 {
		s.Put(article(fmt.Sprintf("a%d", i), march(1).Add(time.Duration(i)*time.Hour/4), prose(i, 60)))
	}
	if s.Len() > 100 {
		t.Errorf("%d articles are remembered, the bound is 100", s.Len())
	}
	if _, found := s.Membership("a999"); !found {
		t.Error("the newest article is not remembered")
	}
}
