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
