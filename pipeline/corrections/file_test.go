package corrections

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

// said returns a correction of a stretch.
func said(text string) *Correction {
	return &Correction{
		By: "ada", Document: "doc", Site: "courier-example", Source: "s", Start: 10, End: 10 + len(text), Text: text,
		Was: Judgement{Kind: document.Article}, Want: document.Related, Digest: "rules",
	}
}

func open(t *testing.T, name string) *File {
	t.Helper()
	f, err := OpenFile(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func texts(t *testing.T, s Store) (all []string) {
	t.Helper()
	for c, err := range s.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c.Text)
	}
	return all
}

func add(t *testing.T, s Store, c *Correction, raw *document.Raw) {
	t.Helper()
	if err := s.Add(t.Context(), c, raw); err != nil {
		t.Fatal(err)
	}
}

func TestCorrectionsAreKeptInAFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "reviews.jsonl")
	f := open(t, name)
	raw := &document.Raw{ID: "doc", URL: "https://courier.example/a", Content: []byte("caf\xe9 text")}
	first, second := said("Read more: ferries"), said("Sign up")
	add(t, f, first, raw)
	add(t, f, second, raw)
	add(t, f, first, raw) // a retry
	if first.ID == "" || first.At.IsZero() || first.Input == "" || first.Input != second.Input || first.Schema != Schema {
		t.Errorf("%+v", first)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f = open(t, name)
	if diff := cmp.Diff([]string{"Read more: ferries", "Sign up"}, texts(t, f)); diff != "" {
		t.Error(diff)
	}
	got, err := f.Input(t.Context(), first.Input)
	if err != nil || !cmp.Equal(got, raw) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, digest := range []string{"", "../../etc/passwd", strings.Repeat("0", 64)} {
		if _, err := f.Input(t.Context(), digest); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q: %v", digest, err)
		}
	}
	inputs, err := filepath.Glob(filepath.Join(name+inputsSuffix, "*"))
	if err != nil || len(inputs) != 1 {
		t.Errorf("inputs %q, %v", inputs, err)
	}
}

func TestWithdrawing(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "reviews.jsonl"))
	a, b := said("first"), said("second")
	add(t, f, a, nil)
	add(t, f, b, nil)
	undo := &Correction{By: "ada", Withdraws: a.ID}
	add(t, f, undo, nil)
	if diff := cmp.Diff([]string{"second"}, texts(t, f)); diff != "" {
		t.Error(diff)
	}
	add(t, f, &Correction{By: "ada", Withdraws: undo.ID}, nil)
	if diff := cmp.Diff([]string{"first", "second"}, texts(t, f)); diff != "" {
		t.Error(diff)
	}
	if err := f.Add(t.Context(), &Correction{By: "ada", Withdraws: "nobody"}, nil); !errors.Is(err, ErrUnknown) {
		t.Errorf("withdrawing nothing: %v", err)
	}
}

func TestOneProcessHasTheFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "reviews.jsonl")
	f := open(t, name)
	if _, err := OpenFile(name, nil); err == nil || !strings.Contains(err.Error(), "another winnow") {
		t.Errorf("error %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, name)
	if err := f.Add(t.Context(), said("late"), nil); err == nil {
		t.Error("a closed file takes corrections")
	}
}

func TestATornLastLineIsToldAndPassedOver(t *testing.T) {
	name := filepath.Join(t.TempDir(), "reviews.jsonl")
	f := open(t, name)
	add(t, f, said("kept"), nil)
	add(t, f, said("torn"), nil)
	f.Close()
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, whole[:len(whole)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	f, err = OpenFile(name, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if f.Broken() != 1 || !strings.Contains(log.String(), "torn") {
		t.Errorf("%d broken; log %s", f.Broken(), &log)
	}
	add(t, f, said("after"), nil)
	f.Close()
	f = open(t, name)
	if diff := cmp.Diff([]string{"kept", "after"}, texts(t, f)); diff != "" {
		t.Error(diff)
	}
}

func TestManyPeopleAtOnce(t *testing.T) {
	name := filepath.Join(t.TempDir(), "reviews.jsonl")
	f := open(t, name)
	var people sync.WaitGroup
	for range 8 {
		people.Go(func() {
			for range 5 {
				if err := f.Add(context.Background(), said("text"), &document.Raw{ID: "doc", Content: []byte("text")}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	people.Wait()
	f.Close()
	if got := texts(t, open(t, name)); len(got) != 40 {
		t.Errorf("%d corrections", len(got))
	}
}

func TestWhatIsNoCorrectionIsRefused(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "reviews.jsonl"))
	for name, change := range map[string]func(*Correction){
		"nobody":       func(c *Correction) { c.By = "" },
		"no document":  func(c *Correction) { c.Document = "" },
		"no stretch":   func(c *Correction) { c.End = c.Start },
		"another text": func(c *Correction) { c.Text += "!" },
		"no kind":      func(c *Correction) { c.Want = 99 },
		"a book":       func(c *Correction) { c.Note = strings.Repeat("x", mostNote+1) },
		"bytes":        func(c *Correction) { c.By = "\xff" },
	} {
		c := said("text")
		change(c)
		if err := f.Add(t.Context(), c, nil); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := texts(t, f); got != nil {
		t.Errorf("kept: %q", got)
	}
}

// FuzzRead holds that whatever is in a file, reading it ends, and that what is added is
// there afterwards.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"schema":"winnow.review.v1","id":"a","by":"ada","document":"d","start":1,"end":2,"text":"x","want":"promo","was":{"kind":"article"}}`))
	f.Add([]byte("{}\n\n{\"schema\":\"winnow.review.v1\"}\r\n\x00"))
	f.Add([]byte(`{"schema":"winnow.review.v1","id":"a","by":"ada","withdraws":"a"}` + "\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		name := filepath.Join(t.TempDir(), "reviews.jsonl")
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		file := open(t, name)
		before := len(texts(t, file))
		add(t, file, said("added"), nil)
		file.Close()
		got := texts(t, open(t, name))
		if len(got) != before+1 || got[len(got)-1] != "added" {
			t.Errorf("%d corrections before, then %q", before, got)
		}
	})
}

// TestAFullDiskLosesNothing has a disk take nothing for a while, and then a part of a
// line: whoever was told that a correction is not kept says so again.
func TestAFullDiskLosesNothing(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer full.Close()
	name := filepath.Join(t.TempDir(), "reviews.jsonl")
	f := open(t, name)
	add(t, f, said("before"), nil)
	disk := f.file
	f.file = full
	again := said("refused")
	if err := f.Add(t.Context(), again, nil); err == nil {
		t.Fatal("a full disk took a correction")
	}
	if diff := cmp.Diff([]string{"before"}, texts(t, f)); diff != "" {
		t.Error(diff)
	}
	f.file = disk
	if _, err := disk.WriteString(`{"schema":"winnow.rev`); err != nil { // as far as the disk took it
		t.Fatal(err)
	}
	add(t, f, again, nil)
	add(t, f, again, nil)
	add(t, f, said("after"), nil)
	f.Close()
	f = open(t, name)
	if diff := cmp.Diff([]string{"before", "refused", "after"}, texts(t, f)); diff != "" || f.Broken() != 1 {
		t.Errorf("%d broken; %s", f.Broken(), diff)
	}
}
