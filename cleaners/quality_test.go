package cleaners

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// TestThePolicyRefuses holds the engine to what its policy lets out.
func TestThePolicyRefuses(t *testing.T) {
	raw := document.Raw{URL: "https://a.example/x", Content: []byte("Home\nLog in\n© 2026 The Courier. All rights reserved.\n")}
	if clean, err := Must(New()).Clean(raw); err != nil || clean.Quality.Is != document.IsEmpty {
		t.Fatalf("by default: %+v, %v; want it flagged as empty and let out", clean, err)
	}
	policy := DefaultPolicy()
	policy.Refuse[document.IsEmpty] = true
	clean, err := Must(New(WithPolicy(policy))).Clean(raw)
	var refused Refused
	if !errors.As(err, &refused) || clean != nil {
		t.Fatalf("got %v, %v; want Refused", clean, err)
	}
	if refused.Reason() != "empty" || !strings.Contains(err.Error(), refused.Quality.Rule) {
		t.Errorf("reason %q, error %q: neither says enough", refused.Reason(), err)
	}
	policy.Refuse[document.IsListing] = true
	article := strings.Repeat("The harbour bridge will close for a year from May, the city said on Thursday.\n", 9)
	if _, err := Must(New(WithPolicy(policy))).Clean(document.Raw{Content: []byte(article)}); err != nil {
		t.Errorf("an article is refused: %v", err)
	}
}

// TestHeadlinesMakeAListingOnlyWithoutAnArticle gives a page ever more running
// text below the same headlines.
func TestHeadlinesMakeAListingOnlyWithoutAnArticle(t *testing.T) {
	cards := strings.Repeat(`<p><a href="/x">Heron takes up residence in bus shelter</a></p>`, 9)
	paragraphs := func(n int) (text string) {
		for i := range n {
			text += fmt.Sprintf("<p>The swing bridge was stuck open for %d hours on Wednesday morning, and the two swans in room %d left by themselves.</p>", i+2, 31*i)
		}
		return text
	}
	for n, want := range map[int]document.PageType{0: document.IsListing, 1: document.IsListing, 8: document.IsArticle, 40: document.IsArticle} {
		page := "<html><body><main><h1>Local news</h1>" + paragraphs(n) + cards + "</main></body></html>"
		clean, err := Must(New()).Clean(document.Raw{URL: "https://a.example/local/", Content: []byte(page)})
		if err != nil {
			t.Fatal(err)
		}
		if got := clean.Quality; got.Is != want {
			t.Errorf("with %d paragraphs: %s (%s), want %s", n, got.Is, got.Reason, want)
		}
	}
}
