package catalog

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// words makes a text of so many made-up words, which repeat as words of a language do.
func words(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		k := int(20000 * r.Float64() * r.Float64() * r.Float64())
		for range 2 + k%5 {
			b.WriteByte("etaoinshrdlucmfwypvbgkjqxz"[k%26])
			k = k/3 + 7
		}
	}
	return b.String()
}

// benchCatalog has documents of about 8 kB.
func benchCatalog(b *testing.B, documents int) *Memory {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	m := New(Options{MostBytes: 4 << 30})
	for i := range documents {
		kept := words(r, 300) + "\n\n" + words(r, 300) + "\n\n" + words(r, 300)
		c := plain(fmt.Sprint(i), fmt.Sprintf("site%d", i%500), "2026-03-02", kept,
			record.Removal{Text: words(r, 300), Kind: document.Related, Rule: "related/header", Score: .9})
		add(b, m, Entry{Clean: c})
	}
	add(b, m, Entry{Clean: plain("last", "site", "2026-03-02", "The bridge will close to lorries on Monday.")})
	return m
}

// BenchmarkSearch looks for a sentence that one document of 100,000 has, and for a word
// that most have, with 50 of them told.
func BenchmarkSearch(b *testing.B) {
	m := benchCatalog(b, 100_000)
	b.Logf("%d bytes in memory", m.bytes)
	if _, err := m.List(b.Context(), Filter{Limit: 50}); err != nil {
		b.Fatal(err)
	}
	for _, text := range []string{"will close to lorries on Monday", "tea", words(rand.New(rand.NewPCG(1, 2)), 6), "zzzz"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				if _, err := m.List(b.Context(), Filter{Text: text, Limit: 50}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("queue", func(b *testing.B) {
		for b.Loop() {
			m.changes++
			if _, err := m.List(b.Context(), Filter{Limit: 50}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// blocks returns a text of so many paragraphs, every fourth of them an advertisement.
func blocks(n int) string {
	r := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	for i := range n {
		if i%4 == 3 {
			b.WriteString("Advertisement\n\n")
			continue
		}
		b.WriteString("The " + words(r, 30) + ", the council said.\n\n")
	}
	return b.String()
}

// BenchmarkDocument opens a document of 5,000 blocks: as a record, and with its raw one.
func BenchmarkDocument(b *testing.B) {
	e := engine(b)
	entry := entryOf(b, e, document.Raw{URL: "https://courier.example/long", Content: []byte(blocks(5000))})
	for _, with := range []string{"record", "raw"} {
		b.Run(with, func(b *testing.B) {
			entry := entry
			if with == "record" {
				entry.Raw = nil
			}
			m := New(Options{Clean: e.Clean})
			add(b, m, entry)
			for b.Loop() {
				if _, err := m.Document(b.Context(), KeyOf(entry.Clean.ID)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("pieces", func(b *testing.B) {
		m := New(Options{Clean: e.Clean})
		add(b, m, entry)
		d, err := m.Document(b.Context(), KeyOf(entry.Clean.ID))
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			piecesOf(d)
		}
	})
}
