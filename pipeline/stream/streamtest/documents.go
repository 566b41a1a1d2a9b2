package streamtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Fake is an engine that keeps every line but those that begin with "AD", and
// fails the ways that the real one fails.
type Fake struct{}

func (Fake) Clean(raw document.Raw) (*document.Clean, error) {
	text := string(raw.Content)
	switch {
	case strings.HasPrefix(text, "%PDF"):
		return nil, errors.New("this is a PDF")
	case strings.HasPrefix(text, "panic"):
		panic("a cleaner fell over")
	}
	clean := &document.Clean{ID: raw.ID, URL: raw.URL, Site: SiteOf(raw), Title: raw.Title, FetchedAt: raw.FetchedAt, Charset: "utf-8", Source: text}
	at := 0
	for line := range strings.Lines(text) {
		end := at + len(strings.TrimSuffix(line, "\n"))
		if strings.HasPrefix(line, "AD") {
			clean.Removed = append(clean.Removed, document.Removal{Text: text[at:end], Kind: document.Advertisement, Rule: "fake/ad", Score: .9, Start: at, End: end})
		} else {
			clean.Paragraphs = append(clean.Paragraphs, document.Paragraph{Text: text[at:end], Start: at, End: end})
		}
		at += len(line)
	}
	return clean, nil
}

// CleanRecalling cleans as Clean does; it has no use for what is remembered.
func (f Fake) CleanRecalling(raw document.Raw, _ document.Recall) (*document.Clean, error) {
	return f.Clean(raw)
}

var Build = record.Build{Version: "test", Rules: "fake"}

// Direct returns the JSON that the document must have on every road.
func Direct(t testing.TB, raw document.Raw) string {
	t.Helper()
	clean, err := Fake{}.Clean(record.Identify(raw))
	if err != nil {
		t.Fatal(err)
	}
	body, err := record.NewClean(clean, Build).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// Articles makes n documents.
func Articles(n int) []document.Raw {
	raws := make([]document.Raw, n)
	for i := range raws {
		raws[i] = document.Raw{
			URL:     fmt.Sprintf("https://site%d.example.org/%d", i%11, i),
			Content: fmt.Appendf(nil, "Story %d begins <here> & now.\nAD buy %d\nStory %d ends.", i, i, i),
		}
	}
	return raws
}

// WantOnce returns what the clean stream must hold after these documents.
func WantOnce(t testing.TB, raws []document.Raw) map[string]int {
	want := make(map[string]int, len(raws))
	for _, raw := range raws {
		want[Direct(t, raw)] = 1
	}
	return want
}

// WrongCounts returns a diff of the bodies that are not there as often as wanted.
func WrongCounts(want, got map[string]int) string {
	missing, extra := make(map[string]int), make(map[string]int)
	for body, n := range want {
		if got[body] != n {
			missing[body], extra[body] = n, got[body]
		}
	}
	for body, n := range got {
		if want[body] != n {
			missing[body], extra[body] = want[body], n
		}
	}
	diff := cmp.Diff(missing, extra)
	if len(diff) > maxDiff {
		diff = fmt.Sprintf("%d bodies are wrong, among them\n%s…", len(missing), diff[:maxDiff])
	}
	return diff
}

const maxDiff = 2000

type EngineFunc func(document.Raw) (*document.Clean, error)

func (f EngineFunc) CleanRecalling(raw document.Raw, _ document.Recall) (*document.Clean, error) {
	return f(raw)
}

func AwaitAll(t *testing.T, futures []jetstream.PubAckFuture) {
	t.Helper()
	for _, f := range futures {
		if err := await(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
}

func await(ctx context.Context, f jetstream.PubAckFuture) error {
	select {
	case <-f.Ok():
		return nil
	case err := <-f.Err():
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
