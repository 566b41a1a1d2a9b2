package evidence_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/evidence"
)

func TestSeries(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  []evidence.Stretch
	}{
		{"results", []string{"Ferry cup", ferry, "Harlow 2-1 Nordau", "Dunmore 0-0 Arrin", "Skerrel 3-2 Millbrook"}, []evidence.Stretch{{First: 2, End: 5}}},
		{"prizes and winners", []string{"Film awards", ferry, "Best film", "Salt", "Best actor", "Ada Lee", "Best score", "Tom Ray", "Best song", "Mira Holt"}, []evidence.Stretch{{First: 2, End: 10}}},
		{"turns", []string{"What the mayor said", ferry, "VANCE: Good morning.", "PRESS: How many?", "VANCE: Nine."}, []evidence.Stretch{{First: 2, End: 5}}},
		{"results with x", []string{"Ferry cup", ferry, "Harlow 2 x 1 Nordau", "Dunmore 0 x 0 Arrin", "Skerrel 3 x 2 Millbrook"}, []evidence.Stretch{{First: 2, End: 5}}},
		{"measures", []string{"Ferry cup", ferry, "Boards of 2 x 4 inches", "Panels of 60 x 90 cm", "Sheets, 3 x 5"}, nil},
		{"signed letters", []string{"Letters", ferry, "Edith Marlow", "Harlow", mayor, "Peter Dunn", "Nordau", budget, "Ruth Amsel", "Skerrel", ferry, "Mira Holt", "Dunmore", "More News"}, []evidence.Stretch{{First: 11, End: 13}}},
		{"sub-headings, and a menu below", []string{"Ferry to run all night", ferry, "A Long Night", mayor, "The Price", budget, "What Comes Next", ferry, "Harbour", "Weather"}, nil},
		{"two results", []string{"Ferry cup", ferry, "Harlow 2-1 Nordau", "Dunmore 0-0 Arrin"}, nil},
		{"credits", []string{"Ferry cup", ferry, "Photo: Ada Lee", "Photo: Tom Ray", "Photo: Mira Holt"}, nil},
		{"headlines", []string{"Ferry cup", ferry, "Bridge to close for a year", "Goose has been given a name", "Choir looks for two basses"}, nil},
		{"in a list of other articles", []string{"Ferry cup", ferry, "Related Articles", "Harlow 2-1 Nordau", "Dunmore 0-0 Arrin", "Skerrel 3-2 Millbrook"}, nil},
	} {
		if diff := cmp.Diff(c.want, textOf(t, c.lines...).Series()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
