package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/winnow-news/winnow/pipeline/record"
)

// wholeForm is a form whose files can't be appended to: the ids, and their
// count at the end.
var wholeForm = &Form{Name: "whole", whole: func(to io.Writer, next func() (*record.Clean, error)) (int, error) {
	for n := 0; ; n++ {
		doc, err := next()
		if errors.Is(err, io.EOF) {
			_, err = fmt.Fprintf(to, "%d", n)
			return n, err
		}
		if err != nil {
			return n, err
		}
		if _, err := fmt.Fprintln(to, doc.ID); err != nil {
			return n, err
		}
	}
}}

func contentOf(t *testing.T, name string) string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var from io.Reader = file
	switch filepath.Ext(name) {
	case ".gz":
		from, err = gzip.NewReader(file)
	case ".zst":
		from, err = zstd.NewReader(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(from)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(text)
}

// writer is a run that writes documents and stores its state, and that a test
// stops at any of its steps.
type writer struct {
	t      *testing.T
	o      Options
	stored State // as a checkpoint keeps it
	read   int   // documents that the checkpoint counts
	steps  int   // that are left until it is killed
}

var errKilled = errors.New("killed")

func (w *writer) step() error {
	if w.steps--; w.steps < 0 {
		return errKilled
	}
	return nil
}

// run writes n documents from the stored state on, storing after every second.
func (w *writer) run(n int) error {
	ctx := context.Background()
	set, err := OpenSet(ctx, w.o, w.stored)
	if err != nil {
		w.t.Fatalf("open at %+v: %v", w.stored, err)
	}
	defer set.Close()
	for i := w.read; i < n; i++ {
		doc := &Document{Wire: &record.Clean{Schema: record.CleanSchema, ID: fmt.Sprintf("d%02d", i)}}
		encoded, err := set.Encode(doc)
		if err != nil {
			return err
		}
		if err := set.Write(ctx, doc, encoded); err != nil {
			return err
		}
		if err := w.step(); err != nil {
			return err
		}
		switch {
		case set.Full():
			err = w.seal(ctx, set, i+1)
		case i%2 == 1:
			err = w.save(ctx, set, i+1)
		}
		if err != nil {
			return err
		}
	}
	return w.seal(ctx, set, n)
}

func (w *writer) save(ctx context.Context, set *Set, read int) error {
	state, err := set.Sync(ctx)
	if err == nil {
		err = w.step()
	}
	if err == nil {
		w.stored, w.read = state, read
	}
	return err
}

func (w *writer) seal(ctx context.Context, set *Set, read int) error {
	state, err := set.Sync(ctx)
	if err != nil || state.Documents == 0 && len(state.Parts) > 0 {
		return err
	}
	state.Sealing = true
	w.stored, w.read = state, read
	if err := w.step(); err != nil {
		return err
	}
	if state, err = set.Seal(ctx); err != nil {
		return err
	}
	if err := w.step(); err != nil {
		return err
	}
	w.stored = state
	return w.step()
}

// TestARunThatIsKilledAtAnyStepWritesTheSameFiles kills it at every step once,
// and goes on.
func TestARunThatIsKilledAtAnyStepWritesTheSameFiles(t *testing.T) {
	jsonl := Forms[0]
	for name, o := range map[string]Options{
		"lines": {Name: "out.jsonl", Form: jsonl}, "gzip": {Name: "out.jsonl.gz", Form: jsonl}, "zstd": {Name: "out.jsonl.zst", Form: jsonl},
		"rotated": {Name: "out.jsonl", Form: jsonl, RotateAfter: 3}, "rotated zstd": {Name: "out.jsonl.zst", Form: jsonl, RotateAfter: 3},
		"whole": {Name: "out.whole", Form: wholeForm}, "rotated whole": {Name: "out.whole", Form: wholeForm, RotateAfter: 3},
	} {
		t.Run(name, func(t *testing.T) {
			const documents = 10
			files := func(steps int) map[string]string {
				w := &writer{t: t, o: o, steps: steps}
				folder := t.TempDir()
				w.o.Name = filepath.Join(folder, o.Name)
				if err := w.o.Check(); err != nil {
					t.Fatal(err)
				}
				if err := w.run(documents); errors.Is(err, errKilled) {
					w.steps = 1000
					if err := w.run(documents); err != nil {
						t.Fatalf("killed after %d steps, then: %v", steps, err)
					}
				} else if err != nil {
					t.Fatal(err)
				}
				if w.stored.Total() != documents {
					t.Errorf("killed after %d steps: %d documents", steps, w.stored.Total())
				}
				all := make(map[string]string)
				entries, err := os.ReadDir(folder)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range entries {
					all[e.Name()] = contentOf(t, filepath.Join(folder, e.Name()))
				}
				return all
			}
			want := files(1000)
			if o.RotateAfter > 0 != (len(want) == 4) {
				t.Fatalf("files: %v", want)
			}
			for steps := range 40 {
				if diff := cmp.Diff(want, files(steps)); diff != "" {
					t.Fatalf("killed after %d steps (-undisturbed +killed):\n%s", steps, diff)
				}
			}
		})
	}
}

func TestNothingIsWrittenOver(t *testing.T) {
	folder := t.TempDir()
	for _, there := range []string{"out.jsonl", "out-00001.jsonl", "out-00001.jsonl.partial", "out.manifest.json"} {
		name := filepath.Join(folder, there)
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		o := Options{Name: filepath.Join(folder, "out.jsonl"), Form: Forms[0], RotateAfter: 3}
		if err := o.Check(); !errors.Is(err, ErrThere) || !strings.Contains(err.Error(), there) {
			t.Errorf("with %s: %v, want it refused", there, err)
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNamesOfFiles(t *testing.T) {
	for _, c := range []struct{ id, place, want string }{
		{"d1", "", "d1"},
		{"news/2026/a.html", "", "news/2026/a.html"},
		{"größer", "", "größer"},
		{"d1", "in.jsonl:7", "d1~"},
		{"../up", "", "_up~"},
		{"/etc/x", "", "_etc_x~"},
		{"https://a.example/x?y=1", "", "https___a.example_x_y=1~"},
		{"a\x00b", "", "a_b~"},
		{strings.Repeat("ä", 200), "", strings.Repeat("ä", 80) + "~"},
		{"", "", "~"},
		{"..", "", "~"},
	} {
		got := FileName(c.id, c.place)
		if want, digest := strings.CutSuffix(c.want, "~"); digest && (!strings.HasPrefix(got, c.want) || len(got) != len(want)+1+16) || !digest && got != c.want {
			t.Errorf("%.20q %s: %q, want %q", c.id, c.place, got, c.want)
		}
	}
}

func TestFormsOfNames(t *testing.T) {
	for name, want := range map[string]string{
		"out.jsonl": "jsonl", "out.jsonl.zst": "jsonl", "out.json.gz": "jsonl", "out": "jsonl", "out.xyz": "", "out.jsonl.xz": "", "s.gz": "jsonl",
	} {
		form, err := FormOf(name)
		if got := ""; form != nil && form.Name != want || form == nil && want != got {
			t.Errorf("%s: %v, %v, want %q", name, form, err, want)
		}
	}
}

// TestDocumentsAreReadBack reads what a rotated run wrote, by its name and by its
// manifest.
func TestDocumentsAreReadBack(t *testing.T) {
	folder := t.TempDir()
	w := &writer{t: t, o: Options{Name: filepath.Join(folder, "out.jsonl.zst"), Form: Forms[0], RotateAfter: 3}, steps: 1000}
	if err := w.run(10); err != nil {
		t.Fatal(err)
	}
	if err := WriteManifest(w.o.Name, Manifest{Form: "jsonl", Documents: 10, Files: w.stored.Parts}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{w.o.Name, filepath.Join(folder, "out.manifest.json")} {
		n := 0
		for doc, err := range Documents(t.Context(), name) {
			if err != nil || doc.ID != fmt.Sprintf("d%02d", n) {
				t.Fatalf("%s: document %d is %v, %v", name, n, doc, err)
			}
			n++
		}
		if n != 10 {
			t.Errorf("%s: %d documents", name, n)
		}
	}
	for _, err := range Documents(t.Context(), filepath.Join(folder, "none.jsonl")) {
		if err == nil {
			t.Error("a file that is not there is no error")
		}
	}
}

func TestOwnFilesAreTold(t *testing.T) {
	for _, c := range []struct {
		out, name string
		want      bool
	}{
		{"d/out.jsonl", "d/out.jsonl", true}, {"d/out.jsonl", "d/out.jsonl.state", true}, {"d/out.jsonl", "d/out.jsonl.partial", true},
		{"d/out.jsonl", "d/out.rejects.jsonl", true}, {"d/out.jsonl.zst", "d/out.manifest.json", true}, {"d/out.jsonl.zst", "d/out-00012.jsonl.zst", true},
		{"d/out.jsonl.zst", "d/out-00012.jsonl.zst.partial", true}, {"d/out.jsonl", "d/out.copies.jsonl", true}, {"d/out.parquet", "d/out.parquet.rejects.jsonl", true},
		{"d/out.parquet", "d/out-00001.parquet", true}, {"d/pages/", "d/pages/a.md", true}, {"d/pages", "d/pages.state", true},
		{"d/out.jsonl", "d/other.jsonl", false}, {"d/out.jsonl", "d/out-2026.jsonl", false}, {"d/out.jsonl", "d/outer.jsonl", false},
		{"d/out.parquet", "d/out.rejects.jsonl", false}, {"d/pages", "d/pages2/a.md", false}, {"d/out.jsonl", "e/out.jsonl", false},
		{"d/out.jsonl", "d/out-20260101.jsonl", false}, {"d/out.jsonl", "d/out-202601.jsonl.gz", false}, {"d/out.jsonl", "d/out.jsonl.gz", false},
		{"d/out", "d/out.2026.jsonl", false}, {"d/out.jsonl", "d/out.copies-of.jsonl", false}, {"d/out.jsonl", "d/out-00001.jsonl.gz", false},
		{"d/out.jsonl", "d/out.jsonl.state.ids", true}, {"d/out.parquet", "d/out.parquet.whole.partial", true}, {"d/out.parquet", "d/out.parquet.manifest.json", true},
		{"d/out.parquet", "d/out.parquet.unmarked.jsonl.zst.partial", true}, {"d/out.jsonl", "d/out.copies-00001.jsonl", true}, {"d/out.jsonl", "d/out.copies.manifest.json", true},
		{"d/out.jsonl", "d/out.jsonl.units/00001-learn.x/sightings", true}, {"d/out.jsonl", "d/out.rejects.jsonl.partial", true},
	} {
		if got := Owns(c.out, c.name); got != c.want {
			t.Errorf("%s writes %s: %t, want %t", c.out, c.name, got, c.want)
		}
	}
}

// TestNothingIsAFileToo seals runs without documents: their files can be read.
func TestNothingIsAFileToo(t *testing.T) {
	for _, name := range []string{"out.jsonl", "out.jsonl.gz", "out.jsonl.zst"} {
		w := &writer{t: t, o: Options{Name: filepath.Join(t.TempDir(), name), Form: Forms[0]}, steps: 1000}
		if err := w.run(0); err != nil {
			t.Fatal(err)
		}
		if got := contentOf(t, w.o.Name); got != "" {
			t.Errorf("%s has %q", name, got)
		}
		if info, err := os.Stat(w.o.Name); err != nil || name != "out.jsonl" && info.Size() == 0 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}
