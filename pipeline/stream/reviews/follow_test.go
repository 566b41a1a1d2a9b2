package reviews

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/stories"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// work cleans what is in the raw stream.
func work(t *testing.T, b *streamtest.Bench) {
	t.Helper()
	_, js := b.Connect(t)
	options := stream.WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t), Once: true, Recurring: memory.RecurringOff}
	if err := stream.Work(t.Context(), js, b.Topology, streamtest.Fake{}, options); err != nil {
		t.Fatal(err)
	}
}

func TestFollow(t *testing.T) {
	b := bench(t)
	raws := streamtest.Articles(60)
	b.Publish(t, raws[:40]...)
	work(t, b)
	m := catalog.New(catalog.Options{Clean: streamtest.Fake{}.Clean})
	ctx, stop := context.WithCancel(t.Context())
	var following sync.WaitGroup
	following.Go(func() {
		if err := Follow(ctx, b.JS, b.Topology, m, FollowOptions{Log: streamtest.Log(t)}); err != nil {
			t.Error(err)
		}
	})
	defer following.Wait()
	defer stop()
	await := func(n int) {
		streamtest.Eventually(t, func() error {
			if p := m.Progress(); p.Documents != n || p.Reading || p.Err != nil {
				return fmt.Errorf("%+v, want %d documents", p, n)
			}
			return nil
		})
	}
	await(40)
	b.Publish(t, raws[40:]...)
	work(t, b)
	await(60)

	list, err := m.List(t.Context(), catalog.Filter{Text: "AD buy 7"})
	if err != nil || list.Total != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	d, err := m.Document(t.Context(), list.Items[0].Key)
	if err != nil || d.Raw == nil || d.Judged == nil || string(d.Raw.Content) != string(raws[7].Content) {
		t.Fatalf("%+v, %v", d, err)
	}

	// Sent round again, it takes the place of what it was.
	for e, err := range operate.EmittedBy(t.Context(), b.JS, b.Topology, d.Site) {
		if err != nil {
			t.Fatal(err)
		}
		if e.ID == d.ID {
			if err := operate.EmitAgain(t.Context(), b.JS, b.Topology, d.Site, e, 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	work(t, b)
	streamtest.Eventually(t, func() error {
		again, err := m.Document(t.Context(), d.Key)
		if err == nil && (again.Emission != 1 || m.Progress().Documents != 60) {
			err = fmt.Errorf("emission %d, %+v", again.Emission, m.Progress())
		}
		return err
	})

	// What the raw stream has dropped is told without.
	raw, err := b.JS.Stream(t.Context(), b.Topology.RawStream)
	if err == nil {
		err = raw.Purge(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	if d, err = m.Document(t.Context(), d.Key); err != nil || d.Raw != nil || d.Judged != nil || len(d.Pieces) != 3 {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestTheBacklogHasBounds(t *testing.T) {
	b := bench(t)
	b.Publish(t, streamtest.Articles(30)...)
	work(t, b)
	for name, c := range map[string]struct {
		o    FollowOptions
		want int
	}{
		"all":     {FollowOptions{}, 30},
		"a site":  {FollowOptions{Site: streamtest.SiteOf(document.Raw{URL: "https://site0.example.org/0"})}, 3},
		"no site": {FollowOptions{Site: "nobody"}, 0},
		"later":   {FollowOptions{Since: time.Now().Add(time.Hour)}, 0},
	} {
		m := catalog.New(catalog.Options{})
		c.o.Backlog, c.o.Log = true, streamtest.Log(t)
		if err := Follow(t.Context(), b.JS, b.Topology, m, c.o); err != nil || m.Progress().Documents != c.want {
			t.Errorf("%s: %+v, %v, want %d", name, m.Progress(), err, c.want)
		}
	}
}

func TestStoriesOf(t *testing.T) {
	b := bench(t)
	var words strings.Builder // long enough to be known again
	for i := range 150 {
		fmt.Fprintf(&words, "word%d ", i)
	}
	for _, site := range []string{"a", "b", "c"} {
		b.Publish(t, document.Raw{ID: site, URL: "https://" + site + ".example/story", Content: []byte(words.String())})
	}
	b.Publish(t, document.Raw{ID: "other", URL: "https://a.example/other", Content: []byte("Something else entirely happened in the hills above the town, where shepherds counted their flocks before the first snow of the winter")})
	work(t, b)
	if err := stories.Run(t.Context(), b.JS, b.Topology, stories.Options{Once: true, Log: streamtest.Log(t)}); err != nil {
		t.Fatal(err)
	}
	site := streamtest.SiteOf(document.Raw{URL: "https://a.example/story"})
	got, err := StoriesOf(t.Context(), b.JS, b.Topology, site)
	if err != nil || len(got) != 1 || len(got[0].Documents) != 3 {
		t.Errorf("%+v, %v", got, err)
	}
	if none, err := StoriesOf(t.Context(), b.JS, b.Topology, "nobody"); err != nil || len(none) != 0 {
		t.Errorf("%+v, %v", none, err)
	}
	if err := b.JS.DeleteStream(t.Context(), b.Topology.StoryStream); err != nil {
		t.Fatal(err)
	}
	if none, err := StoriesOf(t.Context(), b.JS, b.Topology, site); err != nil || len(none) != 0 {
		t.Errorf("without a stream of stories: %v, %v", none, err)
	}
}
