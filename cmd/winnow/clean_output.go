package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
)

// suffixes of the files of a folder of outputs.
var cleanSuffixes = map[string]string{
	formText: ".txt", formMarkdown: ".md", formJSON: ".json", formLedger: ".json", formCSV: ".csv", formHTML: ".html", formTEI: ".xml",
}

// place says of every input where its output goes. No two go into one file.
func (c *cleanCmd) place(inputs []cleanInput, several bool) error {
	switch {
	case c.Out == "" && c.Overwrite:
		return usagef("--overwrite is for --out")
	case c.Out == "" || c.Out == "-":
		return nil
	case several || isFolder(c.Out) || strings.HasSuffix(c.Out, "/") || strings.HasSuffix(c.Out, string(filepath.Separator)):
		return c.placeInFolder(inputs)
	}
	inputs[0].to = c.Out
	return apart(inputs)
}

// placeInFolder names the outputs after the inputs: page.html.gz is page.txt.
// Where two would have one name, such as page.txt of page.html and of page.md,
// each keeps its own suffix too.
func (c *cleanCmd) placeInFolder(inputs []cleanInput) error {
	if info, err := os.Stat(c.Out); err == nil && !info.IsDir() {
		return usagef("--out=%s: it is a file, and several files come out", c.Out)
	}
	suffix, counts := cleanSuffixes[c.Format], map[string]int{}
	short := func(in *cleanInput) string {
		plain := archive.PlainName(in.place)
		if stem := strings.TrimSuffix(plain, filepath.Ext(plain)); filepath.Base(stem) != "" && !strings.HasSuffix(stem, string(filepath.Separator)) {
			plain = stem
		}
		return filepath.Join(c.Out, plain) + suffix
	}
	for i := range inputs {
		counts[short(&inputs[i])]++
	}
	for i := range inputs {
		in := &inputs[i]
		if in.err != nil {
			continue
		}
		if in.to = short(in); counts[in.to] > 1 {
			in.to = filepath.Join(c.Out, in.place) + suffix
		}
	}
	return apart(inputs)
}

// apart returns an error when two inputs would go into one file, or one into
// another that is read.
func apart(inputs []cleanInput) error {
	from, read := map[string]string{}, map[string]bool{}
	for i := range inputs {
		read[filepath.Clean(inputs[i].name)] = true
	}
	for i := range inputs {
		in := &inputs[i]
		if in.err != nil {
			continue
		}
		if other, taken := from[in.to]; taken {
			return usagef("%s and %s would both go into %s: clean them into folders of their own", other, in.name, in.to)
		}
		if from[in.to] = in.name; read[filepath.Clean(in.to)] {
			return usagef("%s would go into %s, which is read", in.name, in.to)
		}
	}
	return nil
}

// free returns an error when something is in the place of an output that may not
// be replaced.
func (c *cleanCmd) free(name string) error {
	if name == "" || c.Overwrite {
		return nil
	}
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && isDevice(info):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("%s: %w; replace it with --overwrite", name, output.ErrThere)
}

// isDevice reports whether something is written to and not replaced, such as
// /dev/null or a named pipe.
func isDevice(info fs.FileInfo) bool {
	return info.Mode()&(fs.ModeDevice|fs.ModeNamedPipe|fs.ModeSocket|fs.ModeCharDevice) != 0
}

// writeFile writes a file aside and gives it its name, so that it is there whole
// or not at all.
func (c *cleanCmd) writeFile(name, text string) error {
	if info, err := os.Stat(name); err == nil && isDevice(info) {
		return os.WriteFile(name, []byte(text), 0o644)
	}
	if name != c.Out { // in the folder of outputs
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
	}
	aside := name + ".partial"
	err := os.WriteFile(aside, []byte(text), 0o644)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("--out=%s: there is no folder %s", name, filepath.Dir(name))
	}
	if err == nil {
		err = c.free(name) // it may have come meanwhile, or differ only in letter case
	}
	if err == nil {
		return os.Rename(aside, name)
	}
	return errors.Join(err, os.Remove(aside))
}
