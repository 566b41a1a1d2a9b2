package memory

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// BenchmarkSign signs an article of 500 words.
func BenchmarkSign(b *testing.B) {
	text := strings.Repeat("The city said on Thursday that the cables would be replaced one by one. ", 36)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Sign(text)
	}
}

// BenchmarkPut puts articles into a memory of a hundred thousand, three of ten
// being copies of the agency's.
func BenchmarkPut(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	s, i := hundredThousand(r), 100_000
	signature := random(r)
	for b.Loop() {
		signature.Grams[0]++ // another article, near enough
		s.Put(Article{ID: fmt.Sprintf("%032x", i), Published: march(2), Signature: signature})
		i++
		b.StopTimer()
		signature = random(r)
		b.StartTimer()
	}
}

// hundredThousand returns a memory of so many articles, three of ten being
// copies.
func hundredThousand(r *rand.Rand) *Stories {
	s := NewStories(StoryOptions{Archive: true})
	var wire Signature
	for i := range 100_000 {
		signature := random(r)
		if i%10 < 3 {
			signature = wire
			signature.Body++
		} else if i%10 == 3 {
			wire = signature
		}
		s.Put(Article{ID: fmt.Sprintf("%032x", i), Published: march(1), Signature: signature})
	}
	return s
}

// BenchmarkLoadStories reads a snapshot of that memory, and reports its bytes an
// article.
func BenchmarkLoadStories(b *testing.B) {
	s := hundredThousand(rand.New(rand.NewPCG(5, 6)))
	whole, bytes := pieces(s, 1<<19), 0
	for _, piece := range whole {
		bytes += len(piece)
	}
	for b.Loop() {
		if _, err := LoadStories(StoryOptions{Archive: true}, eachOf(whole)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(bytes)/float64(s.Len()), "bytes/article")
	b.ReportMetric(float64(s.Len())*float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}
