package cleaners

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// TestABrokenFetchedAtCostsTheFieldAlone holds the field against what scrapers write
// into it. The article is there in any case.
func TestABrokenFetchedAtCostsTheFieldAlone(t *testing.T) {
	engine := Must(New())
	for stated, want := range map[string]string{
		"":                                "",
		"2026-03-12T08:00:00Z":            "2026-03-12T08:00:00Z",
		"2026-03-12T08:00:00.123456Z":     "2026-03-12T08:00:00.123456Z",
		"2026-03-12T08:00:00+01:00":       "2026-03-12T08:00:00+01:00",
		"2026-03-12":                      "2026-03-12",
		"2026-03-12T08:00:00.123456":      "2026-03-12",
		"2026-03-12 08:00:00":             "2026-03-12",
		"1773302400":                      "2026-03-12T08:00:00Z",
		"Thu, 12 Mar 2026 08:00:00 GMT":   "2026-03-12T08:00:00Z",
		"yesterday":                       "",
		"2026-99-99T08:00:00Z":            "",
		"null":                            "",
		"-1":                              "",
		"\x00":                            "",
		"the twelfth, or was it later on": "",
	} {
		clean, err := engine.Clean(document.Raw{FetchedAt: stated, Content: []byte(scrape)})
		if err != nil {
			t.Errorf("%q: %v", stated, err)
			continue
		}
		if clean.FetchedAt != want || len(clean.Paragraphs) == 0 {
			t.Errorf("%q: fetched at %q with %d paragraphs, want %q", stated, clean.FetchedAt, len(clean.Paragraphs), want)
		}
	}
}
