package drift

import (
	"strings"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// BenchmarkMeasure is what a worker does for a document of some 5 KB.
func BenchmarkMeasure(b *testing.B) {
	d := &document.Clean{ID: "courier-1", Title: "t", Byline: "b", Published: "2026-03-02"}
	for range 20 {
		d.Paragraphs = append(d.Paragraphs, document.Paragraph{Text: strings.Repeat("word ", 40)})
		d.Removed = append(d.Removed, document.Removal{Text: "Share this", Kind: document.Share})
	}
	for b.Loop() {
		measured := NewDocument(d.ID, time.Unix(1772431200, 0), Of(d))
		_ = measured.Header()
	}
}

// BenchmarkWatch puts a document of a site in whose places are all taken, and looks.
func BenchmarkWatch(b *testing.B) {
	all := month(1, 8, 99)
	m := NewSites()
	watch(m, all)
	ref := uint64(len(all))
	for b.Loop() {
		ref++
		d := all[len(all)-1-int(ref%64)]
		d.Ref = ref + 1000
		m.Add("a", d)
		m.Look("a")
	}
}
