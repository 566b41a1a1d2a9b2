package evidence_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLive(t *testing.T) {
	const (
		parom = "Паром через Венду с сегодняшнего дня ходит и ночью, сообщили в городском совете."
		most  = "Мост закрыт, объезд стоит у мельницы, сообщили в полиции города, и там уже ждут."
		voda  = "Добрый вечер, мы будем писать, пока вода не спадёт и мост не откроют снова."
	)
	for _, c := range []struct {
		name  string
		lines []string
		want  []int // the first block of each entry
	}{
		{"named, newest first", []string{"Live: Ferry to run all night", ferry, "14:05", mayor, "13:10", budget, "12:02", mayor}, []int{2, 4, 6}},
		{"not named, three entries", []string{"Ferry to run all night", ferry, "14:05", mayor, "13:10", budget, "12:02", mayor}, nil},
		{"headlines below the times", []string{"Live: Ferry to run all night", ferry, "14:05", "Bridge to close", "13:10", "Goose has a name", "12:02", "Choir sings"}, nil},
		{"times that go both ways", []string{"Ferry to run all night", ferry, "14:05", mayor, "15:10", budget, "12:02", mayor, "16:00", budget, "11:00", mayor}, nil},
		{"named by a word with other meanings", []string{"Как онлайн оплата парома начнётся осенью", parom, "14:05", most, "13:10", voda, "12:02", most}, nil},
		{"named by a word of its own", []string{"Онлайн: паром пойдёт ночью", parom, "14:05", most, "13:10", voda, "12:02", most}, []int{2, 4, 6}},
		{"a list of other stories below an article", []string{"Ferry to run all night", ferry, mayor, budget, "14:05 Bridge to close for a year", mayor, "13:10 Goose has been given a name", budget,
			"12:02 Choir looks for two basses", ferry, "11:40 Mill race is to be dredged", mayor, "10:15 Council votes on the weir", budget}, nil},
		{"such a list with the times on lines of their own", []string{"Ferry to run all night", ferry, mayor, budget, "14:05", "Bridge to close for a year", mayor, "13:10", "Goose has been given a name", budget,
			"12:02", "Choir looks for two basses", ferry, "11:40", "Mill race is to be dredged", mayor, "10:15", "Council votes on the weir", budget}, nil},
		{"the same below one paragraph", []string{"Ferry to run all night", ferry, "14:05 Bridge to close for a year", mayor, "13:10 Goose has been given a name", budget,
			"12:02 Choir looks for two basses", ferry, "11:40 Mill race is to be dredged", mayor, "10:15 Council votes on the weir", budget}, []int{2, 4, 6, 8, 10}},
		{"a front page with counts of comments", []string{"Harbour news", ferry, "7 March 14:05 - Bridges - 3 Comments", mayor, "7 March 13:10 - Birds - 12 Comments", budget,
			"7 March 12:02 - Music - 1 Comment", ferry, "7 March 11:40 - Mill - 8 Comments", mayor, "7 March 10:15 - Council - 2 Comments", budget}, nil},
		{"readers with their names and dates", []string{"Ferry to run all night", ferry, "Tom Ray 11.06.26 at 11:06 am", mayor, "Ada Lee 11.06.26 at 11:22 am", budget,
			"Mira Holt 11.06.26 at 12:30 pm", ferry, "Jan Voss 11.06.26 at 1:05 pm", mayor, "Otto Kern 11.06.26 at 1:40 pm", budget}, nil},
		{"posts of many days", []string{"Harbour diary", ferry, "Bridge walk 2026-06-13 15:00", mayor, "Goose watch 2026-06-11 14:05", budget,
			"Choir night 2026-06-10 05:53", ferry, "Mill race 2026-06-09 11:40", mayor, "Weir 2026-06-08 10:15", budget}, nil},
		{"a transcript of several clips", []string{"What the mayor said", ferry, "Vance:", "(17:51)", mayor, "Reporter:", "(18:45)", budget, "Vance:", "(19:10)", ferry, "Reporter:", "(20:40)", mayor, "Vance:", "(21:15)", budget}, nil},
		{"a transcript", []string{"Live: Ferry to run all night", ferry, "00:01", mayor, "00:15", budget, "00:40", mayor}, nil},
	} {
		var got []int
		live := textOf(t, c.lines...).Live()
		for k := range live.Entries {
			got = append(got, live.Entries[k].First)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestAProgrammeIsNoSureLiveBlog(t *testing.T) {
	l := textOf(t, "Ferry races at Harrow", ferry, "Harlow and Nordau", "(12:30, west pier)", mayor, "Dunmore and Arrin", "(11:00, mill)", budget,
		"Skerrel and Wend", "(10:00, weir)", ferry, "Millbrook and Voss", "(8:30, west pier)", mayor)
	if live := l.Live(); !live.Is() || live.Sure {
		t.Errorf("has entries: %v, sure: %v; want entries that are kept, and no live blog", live.Is(), live.Sure)
	}
}
