package catalog

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/fixtures/month"
	"github.com/winnow-news/winnow/pipeline/record"
)

// TestARedesignIsToldAndNothingElseIs runs a month of twenty papers, one of which builds
// its pages anew in the middle of it.
func TestARedesignIsToldAndNothingElseIs(t *testing.T) {
	const redesigned, day = 3, 15
	site := month.New(1).Papers[redesigned].Site
	pages := month.New(1, month.Layout(site, day)).Pages
	e := engine(t)
	m := New(Options{})
	after := 0
	for _, p := range pages {
		doc, err := e.Clean(p.Raw)
		if err != nil {
			t.Fatal(err)
		}
		doc.Site = p.Site
		clean := record.NewClean(doc, record.Build{Version: cleaners.Version})
		add(t, m, Entry{Clean: &clean, Stored: p.At})
		if p.Site == site && !p.At.Before(month.Layout(site, day).At()) && !p.Update {
			after++
		}
	}
	told, err := m.List(t.Context(), Filter{Reason: ReasonMix})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range told.Items {
		if item.Site != site {
			t.Errorf("%s of %s is told: %+v", item.ID, item.Site, item.Reasons)
		}
	}
	if told.Total < after/2 {
		t.Errorf("%d documents are told, of %d after the redesign", told.Total, after)
	}
	t.Logf("%d of %d documents after the redesign are told", told.Total, after)
}
