package backfill

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
)

// TestUnitsTogetherAreTheInputs cuts folders of any files. Every unit but those of
// one input is within the bounds, and none is empty.
func TestUnitsTogetherAreTheInputs(t *testing.T) {
	root := t.TempDir()
	folders := 0
	rapid.Check(t, func(rt *rapid.T) {
		folders++
		dir := filepath.Join(root, fmt.Sprint(folders))
		if err := os.Mkdir(dir, 0o700); err != nil {
			rt.Fatal(err)
		}
		var names []string
		for i := range rapid.IntRange(1, 12).Draw(rt, "files") {
			name := filepath.Join(dir, fmt.Sprintf("%d.jsonl", i))
			text := strings.Repeat(`{"id":"a","content":"Some words of an article."}`+"\n", rapid.IntRange(0, 60).Draw(rt, "lines"))
			if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
				rt.Fatal(err)
			}
			names = append(names, name)
		}
		in := inputsAt(t, names...)
		size := rapid.Int64Range(100, 4000).Draw(rt, "size")
		units, err := cutUnits(t.Context(), in, size, archive.Options{})
		if err != nil {
			rt.Fatal(err)
		}
		var got []string
		var bytes int64
		for i := range units {
			u := &units[i]
			if u.Number != i+1 || len(u.Inputs) == 0 || len(u.Inputs) > 1 && u.Inputs.Bytes() > size {
				rt.Fatalf("unit %d of %d bytes is %s, with %d bytes", i+1, size, u, u.Inputs.Bytes())
			}
			for _, part := range u.Inputs {
				bytes += part.Size
				if part.From == 0 {
					got = append(got, part.Name)
				}
			}
		}
		if bytes != in.Bytes() || !slices.Equal(got, names) {
			rt.Fatalf("units have %d bytes of %v, the inputs %d of %v", bytes, got, in.Bytes(), names)
		}
	})
}

func TestNamesThatCanNotBeToldAreRefused(t *testing.T) {
	in := archive.Inputs{{Name: "caf\xe9.jsonl"}}
	if _, err := cutUnits(t.Context(), in, 1000, archive.Options{}); err == nil || !strings.Contains(err.Error(), "not UTF-8") {
		t.Errorf("cutUnits = %v", err)
	}
}
