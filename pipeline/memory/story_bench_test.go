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
	s := NewStories(StoryOptions{Archive: true})
	var wire Signature
	i := 0
	put := func() {
		signature := random(r)
		if i%10 < 3 {
			signature = wire
			signature.Body++
		} else if i%10 == 3 {
			wire = signature
		}
		s.Put(Article{ID: fmt.Sprintf("%032x", i), Published: march(1), Signature: signature})
		i++
	}
	for i < 100_000 {
		put()
	}
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
