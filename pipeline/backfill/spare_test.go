package backfill

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/winnow-news/winnow/pipeline/backfill/output"
)

func TestAnInputIsNeverWrittenOver(t *testing.T) {
	const line = `{"id": "a", "content": "x"}` + "\n"
	cases := []struct{ name, input, out, form string }{
		{"the output itself", "in.jsonl", "in.jsonl", ""},
		{"by a link", "in.jsonl", "link.jsonl", ""},
		{"its rejects", "out.rejects.jsonl", "out.jsonl", ""},
		{"in the folder of the output", "pages/a.txt", "pages", "text"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := newFolder(t, map[string]string{"in.jsonl": line, "out.rejects.jsonl": line})
			if err := errors.Join(os.Mkdir(f.path("pages"), 0o700), os.WriteFile(f.path("pages/a.txt"), []byte(line), 0o600),
				os.Symlink(f.path("in.jsonl"), f.path("link.jsonl"))); err != nil {
				t.Fatal(err)
			}
			o := Options{In: inputsAt(t, f.path(c.input)), Out: f.path(c.out), Overwrite: true}
			if c.form != "" {
				form, err := output.FormNamed(c.form)
				if err != nil {
					t.Fatal(err)
				}
				o.Form = form
			}
			if _, err := Run(t.Context(), upper{}, o); !errors.Is(err, ErrIsInput) {
				t.Errorf("Run = %v, want ErrIsInput", err)
			}
			if got := f.read(c.input); got != line {
				t.Errorf("the input is now %q", got)
			}
		})
	}
}

func TestAFolderWithOtherFilesIsNotReplaced(t *testing.T) {
	f := newFolder(t, map[string]string{"in.jsonl": `{"id": "a", "content": "x"}` + "\n"})
	pages := filepath.Join(f.dir, "pages")
	if err := errors.Join(os.MkdirAll(filepath.Join(pages, "sub"), 0o700), os.WriteFile(f.path("pages/old.txt"), []byte("o"), 0o600),
		os.WriteFile(f.path("pages/sub/thesis.odt"), []byte("mine"), 0o600)); err != nil {
		t.Fatal(err)
	}
	form, err := output.FormNamed("text")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{In: inputsAt(t, f.path("in.jsonl")), Out: pages, Form: form, Overwrite: true}
	if _, err := Run(t.Context(), upper{}, o); err == nil {
		t.Error("a folder with a file that is no page was replaced")
	}
	if got := f.read("pages/sub/thesis.odt"); got != "mine" {
		t.Errorf("the file is now %q", got)
	}
	if err := os.RemoveAll(f.path("pages/sub")); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), upper{}, o); err != nil {
		t.Errorf("a folder of pages: %v", err)
	}
	if _, err := os.Stat(f.path("pages/old.txt")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the old page: %v", err)
	}
}
