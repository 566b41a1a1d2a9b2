package output

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// TestAFolderThatHasThePlaceOfAPageIsNoEnd has an id that is a folder of another,
// in either order.
func TestAFolderThatHasThePlaceOfAPageIsNoEnd(t *testing.T) {
	for _, ids := range [][]string{{"a", "a.md/b"}, {"a.md/b", "a"}, {"a.md.partial/b", "a"}} {
		for _, between := range []bool{false, true} {
			folder := t.TempDir()
			pages, err := OpenPages(folder, Forms[3], State{})
			if err != nil {
				t.Fatal(err)
			}
			for _, id := range ids {
				doc := &Document{Clean: &document.Clean{ID: id}, Wire: &record.Clean{ID: id}}
				if err := pages.Write(t.Context(), doc, []byte(id)); err != nil {
					t.Fatalf("%q: %v", ids, err)
				}
				if between {
					if _, err := pages.Sync(t.Context()); err != nil {
						t.Fatalf("%q: %v", ids, err)
					}
				}
			}
			if _, err := pages.Seal(t.Context()); err != nil {
				t.Errorf("%q: %v", ids, err)
			}
			files := 0
			filepath.WalkDir(folder, func(_ string, entry os.DirEntry, err error) error {
				if err == nil && entry.Type().IsRegular() {
					files++
				}
				return err
			})
			if files != 2 {
				t.Errorf("%q: %d files", ids, files)
			}
		}
	}
}
