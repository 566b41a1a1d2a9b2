package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures"
)

// sites is how many sites the documents come from: enough that partitions are
// evenly full.
const sites = 64

// documents returns n plain-text documents of about size bytes, no two alike,
// made of the samples' lines: articles with what stood around them.
func documents(n, size int) []document.Raw {
	var lines []string
	for _, sample := range fixtures.Samples() {
		if bytes.HasPrefix(bytes.TrimSpace(sample.Content), []byte("<")) {
			continue
		}
		for line := range strings.Lines(string(sample.Content)) {
			lines = append(lines, line)
		}
	}
	all := make([]document.Raw, n)
	for i := range all {
		var b bytes.Buffer
		fmt.Fprintf(&b, "Story number %d of the day\n", i)
		for at := i; b.Len() < size; at++ {
			b.WriteString(lines[at%len(lines)])
		}
		all[i] = document.Raw{
			ID: fmt.Sprint(i), URL: fmt.Sprintf("https://site%d.example/%d", i%sites, i), Content: b.Bytes(), ContentType: "text/plain",
		}
	}
	return all
}

// copier is the engine of the relay: one paragraph, as it came.
type copier struct{}

func (copier) CleanRecalling(raw document.Raw, _ document.Recall) (*document.Clean, error) {
	text := string(raw.Content)
	return &document.Clean{
		ID: raw.ID, URL: raw.URL, Charset: "utf-8", Source: text,
		Paragraphs: []document.Paragraph{{Text: text, End: len(text)}},
	}, nil
}
