package memory

import (
	"errors"
	"iter"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// pieces returns those of a snapshot.
func pieces(s *Stories, bytes int) (all [][]byte) {
	for piece := range s.Snapshot(bytes) {
		all = append(all, piece)
	}
	return all
}

func eachOf(pieces [][]byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, piece := range pieces {
			if !yield(piece, nil) {
				return
			}
		}
	}
}

// TestWhoGoesOnFromASnapshotTellsTheSame interrupts a memory that is at all its
// bounds, and compares the one that goes on with the one that never stopped.
func TestWhoGoesOnFromASnapshotTellsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		options := StoryOptions{
			Window:  time.Duration(rapid.IntRange(1, 6).Draw(t, "window")) * 24 * time.Hour,
			PerGram: rapid.IntRange(1, 5).Draw(t, "articles of a fingerprint"), Most: rapid.IntRange(4, 30).Draw(t, "articles"),
		}
		all := append(drawn(t), drawn(t)...) // some ids are there twice, with other texts
		stop := rapid.IntRange(0, len(all)).Draw(t, "stop")
		never := NewStories(options)
		for _, a := range all[:stop] {
			never.Put(a)
		}
		whole := pieces(never, rapid.IntRange(1, 4000).Draw(t, "bytes"))
		again, err := LoadStories(options, eachOf(whole))
		if err != nil {
			t.Fatal(err)
		}
		if again.Len() != never.Len() || again.Clusters() != never.Clusters() || again.Postings() != never.Postings() {
			t.Fatalf("%d articles, %d stories, %d postings; want %d, %d, %d",
				again.Len(), again.Clusters(), again.Postings(), never.Len(), never.Clusters(), never.Postings())
		}
		for _, a := range all[stop:] {
			if diff := gocmp.Diff(never.Put(a), again.Put(a)); diff != "" {
				t.Fatalf("what %s changes (-never stopped +went on):\n%s", a.ID, diff)
			}
		}
		if diff := gocmp.Diff(pieces(never, 1<<20), pieces(again, 1<<20)); diff != "" {
			t.Errorf("memory in the end (-never stopped +went on):\n%s", diff)
		}
	})
}

func TestANarrowerMemoryForgetsTheOldest(t *testing.T) {
	wide := NewStories(StoryOptions{})
	for day := range 10 {
		for i := range 20 {
			wide.Put(article(string(rune('a'+day))+string(rune('a'+i)), march(1+day), prose(20*day+i, 60)))
		}
	}
	narrow, err := LoadStories(StoryOptions{Most: 100}, eachOf(pieces(wide, 500)))
	if err != nil {
		t.Fatal(err)
	}
	_, oldest := narrow.Membership("aa")
	_, latest := narrow.Membership("ja")
	if narrow.Len() >= 100 || narrow.Len() < 60 || oldest || !latest {
		t.Errorf("%d articles are left, the oldest among them: %v, the latest: %v", narrow.Len(), oldest, latest)
	}
}

func FuzzLoadStories(f *testing.F) {
	s := NewStories(StoryOptions{})
	for i := range 6 {
		s.Put(article(string(rune('a'+i)), march(1+i), prose(i/3, 60)))
	}
	for _, piece := range pieces(s, 700) {
		f.Add(piece)
	}
	f.Add([]byte{storySnapshotVersion, 2})
	f.Fuzz(func(t *testing.T, piece []byte) {
		loaded, err := LoadStories(StoryOptions{}, eachOf([][]byte{piece}))
		if err != nil {
			if !errors.Is(err, ErrStorySnapshot) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		loaded.Put(article("new", march(3), prose(1, 60)))
		if _, err := LoadStories(StoryOptions{}, eachOf(pieces(loaded, 300))); err != nil {
			t.Errorf("what was read and went on can't be written and read: %v", err)
		}
	})
}
