package output

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Rotates reports whether there may be several files.
func (o *Options) Rotates() bool { return o.RotateBytes > 0 || o.RotateAfter > 0 }

// partDigits is how many digits the number of a part has at least.
const partDigits = 5

// partName returns the name of a part, counted from 0: of out.jsonl.zst it is
// out-00001.jsonl.zst.
func (o *Options) partName(i int) string {
	if !o.Rotates() {
		return o.Name
	}
	return Numbered(o.Name, i+1)
}

// Numbered returns the name of the file with a number, from 1, that belongs to an
// output: of out.jsonl.zst and 1 it is out-00001.jsonl.zst.
func Numbered(name string, number int) string {
	stem, suffixes := splitName(name)
	return fmt.Sprintf("%s-%05d%s", stem, number, suffixes)
}

// splitName splits a name before the suffix of its form and its compression.
func splitName(name string) (stem, suffixes string) {
	plain, packed := splitCompression(name)
	suffix := filepath.Ext(plain)
	return strings.TrimSuffix(plain, suffix), suffix + string(packed)
}

// Beside returns the name of a file that belongs to an output: of out.jsonl.zst
// and "rejects.jsonl" it is out.rejects.jsonl, of out.parquet it is
// out.parquet.rejects.jsonl, so that an archive can be written in two forms.
func Beside(name, suffix string) string {
	name = strings.TrimRight(name, `/\`)
	if stem, suffixes := splitName(name); slices.Contains(Forms[0].Suffixes, strings.TrimSuffix(strings.TrimSuffix(suffixes, string(Gzip)), string(Zstd))) {
		name = stem
	}
	return name + "." + suffix
}

// Owns reports whether a name is that of a file which a run that writes to an
// output writes, or of one beside it. Another file may begin with the same name:
// out.jsonl.gz and out-20260101.jsonl are not of out.jsonl.
func Owns(out, name string) bool {
	out = strings.TrimRight(out, `/\`)
	for _, folder := range []string{out, out + ".units"} {
		if strings.HasPrefix(name, folder+string(filepath.Separator)) {
			return true
		}
	}
	name = strings.TrimSuffix(strings.TrimSuffix(name, partial), whole)
	for _, own := range []string{out, BesideLike(out, "copies")} {
		o := Options{Name: own}
		if name == own || name == ManifestName(own) || o.IsPart(name) {
			return true
		}
	}
	beside := []string{out + ".state", out + ".state.ids", Beside(out, "rejects.jsonl"), Beside(out, "unmarked.jsonl.zst")}
	return slices.Contains(beside, name)
}

// IsPart reports whether a name is one of those that parts of the output have.
func (o *Options) IsPart(name string) bool {
	stem, suffixes := splitName(o.Name)
	number, of := strings.CutPrefix(name, stem+"-")
	number, ends := strings.CutSuffix(number, suffixes)
	return of && ends && len(number) == partDigits && strings.Trim(number, "0123456789") == ""
}

// parts returns the files that are there and have the name of a part, those that
// are not complete too.
func (o *Options) parts() (names []string, err error) {
	folder := filepath.Dir(o.Name)
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	of := Options{Name: filepath.Base(o.Name)}
	for _, entry := range entries {
		if of.IsPart(strings.TrimSuffix(strings.TrimSuffix(entry.Name(), partial), whole)) {
			names = append(names, filepath.Join(folder, entry.Name()))
		}
	}
	return names, nil
}

// BesideLike returns the name of another output of the same form: of
// out.jsonl.zst and "copies" it is out.copies.jsonl.zst.
func BesideLike(name, middle string) string {
	stem, suffixes := splitName(name)
	return stem + "." + middle + suffixes
}

// partial is the suffix of a file that is not complete, behind whole that of one
// which is made of the lines that were spooled for it.
const (
	partial = ".partial"
	whole   = ".whole"
)
