package review

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// BenchmarkLongDocument makes the page of a document of 5,000 blocks.
func BenchmarkLongDocument(b *testing.B) {
	s := clean(document.Raw{ID: "long", URL: "https://courier.example/long", ContentType: "text/plain", Content: []byte(longText())})
	h, err := New(Options{Catalog: s, Corrections: &drawer{}, By: "ada"})
	if err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/d/"+s.documents[0].Key, nil)
	for b.Loop() {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		b.ReportMetric(float64(w.Body.Len()), "bytes")
	}
}
