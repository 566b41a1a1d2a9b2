package backfill

import (
	"errors"
	"os"
	"testing"

	"github.com/winnow-news/winnow/pipeline/backfill/output"
)

// TestInputsAreNotWrittenOver names as an input what the run would remove or
// write over.
func TestInputsAreNotWrittenOver(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(f folder, o *Options)
	}{
		{"out.jsonl", func(folder, *Options) {}},
		{"out.rejects.jsonl", func(folder, *Options) {}},
		{"out-00002.jsonl", func(_ folder, o *Options) { o.RotateAfter = 1 }},
		{"out.copies.jsonl", func(_ folder, o *Options) { o.Stories = &StoryOptions{Separate: true} }},
		{"in.jsonl", func(f folder, o *Options) { o.Out, o.Form = f.dir, output.Forms[4] }},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFolder(t, map[string]string{c.name: storyLines(t)[0]})
			o := Options{In: inputsAt(t, f.path(c.name)), Out: f.path("out.jsonl"), Overwrite: true}
			c.make(f, &o)
			if _, err := Run(t.Context(), upper{}, o); !errors.Is(err, ErrIsInput) {
				t.Errorf("Run = %v, want %v", err, ErrIsInput)
			}
			if got := f.read(c.name); got != storyLines(t)[0] {
				t.Errorf("the input is %q now", got)
			}
		})
	}
}

// TestPartsAreNoInputOfAnotherName reads a file that only looks like a part.
func TestPartsAreNoInputOfAnotherName(t *testing.T) {
	f := newFolder(t, map[string]string{"out-00001.jsonl": `{"id":"a","content":"x"}`})
	result, err := Run(t.Context(), upper{}, Options{In: inputsAt(t, f.path("out-00001.jsonl")), Out: f.path("out.jsonl")})
	if err != nil || result.Cleaned != 1 {
		t.Errorf("%+v, %v", result, err)
	}
}

// TestNothingOfOthersIsWrittenOver has files of others where the run will write.
func TestNothingOfOthersIsWrittenOver(t *testing.T) {
	for _, name := range []string{"out-00002.jsonl", "out.copies.jsonl", "out.rejects.jsonl"} {
		f := newFolder(t, map[string]string{"in.jsonl": `{"id":"a","content":"x"}` + "\n" + `{"id":"b","content":"y"}`, name: "theirs"})
		o := Options{In: inputsAt(t, f.path("in.jsonl")), Out: f.path("out.jsonl")}
		if name == "out-00002.jsonl" {
			o.RotateAfter = 1
		}
		if name == "out.copies.jsonl" {
			o.Stories = &StoryOptions{Separate: true}
		}
		if _, err := Run(t.Context(), upper{}, o); !errors.Is(err, output.ErrThere) {
			t.Errorf("with %s: %v, want %v", name, err, output.ErrThere)
		}
		if got := f.read(name); got != "theirs" {
			t.Errorf("%s is %q now", name, got)
		}
	}
}

// TestAnOutputThatReplacesPartsRemovesThem writes one file where there were many.
func TestAnOutputThatReplacesPartsRemovesThem(t *testing.T) {
	f := newFolder(t, map[string]string{"in.jsonl": `{"id":"a","content":"x"}` + "\n" + `{"id":"b","content":"y"}`})
	o := Options{In: inputsAt(t, f.path("in.jsonl")), Out: f.path("out.jsonl"), RotateAfter: 1}
	if _, err := Run(t.Context(), upper{}, o); err != nil {
		t.Fatal(err)
	}
	o.RotateAfter, o.Overwrite = 0, true
	if _, err := Run(t.Context(), upper{}, o); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"out-00001.jsonl", "out-00002.jsonl"} {
		if _, err := os.Stat(f.path(name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is there still: %v", name, err)
		}
	}
}
