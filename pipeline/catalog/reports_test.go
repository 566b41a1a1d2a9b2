package catalog

import (
	"path/filepath"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

func TestReportedIsWhatSomebodyWantsOtherwise(t *testing.T) {
	store, err := corrections.OpenFile(filepath.Join(t.TempDir(), "reviews.jsonl"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	say := func(id string, want document.Kind) {
		err := store.Add(t.Context(), &corrections.Correction{
			By: "ada", Document: id, Source: "s", End: 4, Text: "text", Was: corrections.Judgement{Removed: true, Kind: document.Promo}, Want: want,
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
	}
	say("wrong", document.Article)
	say("agreed", document.Promo)
	m := New(Options{})
	add(t, m, Entry{Clean: plain("wrong", "s", "", "Text.")}, Entry{Clean: plain("agreed", "s", "", "Text.")})
	if err := m.ReportAll(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	got, err := m.List(t.Context(), Filter{Reason: ReasonReported})
	if err != nil || got.Total != 1 || got.Items[0].ID != "wrong" {
		t.Errorf("%+v, %v", got, err)
	}
}
