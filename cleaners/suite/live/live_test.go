package live

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

func TestMark(t *testing.T) {
	const (
		title  = "Live: Flood on the Wend"
		lead   = "The Wend has risen by two metres since noon, and it is still raining."
		bridge = "The bridge is closed to cars now, the police say."
		pump   = "The pump at the mill has failed, and a second one is on its way."
		start  = "Good afternoon, and welcome to our report from the weir at Harrow."
	)
	for _, c := range []struct {
		name  string
		lines []string
		want  []string
	}{
		{"entries", []string{title, lead, "Key events", "Bridge closed", "18:10", "Bridge closed", bridge, "Share", "17:02", pump, "16:00", start}, []string{
			"live/lead: " + lead, "live/summary: Key events", "live/summary: Bridge closed",
			"live/entry-head: 18:10", "live/entry-head: Bridge closed", "live/entry-text: " + bridge,
			"live/entry-head: 17:02", "live/entry-text: " + pump, "live/entry-head: 16:00", "live/entry-text: " + start,
		}},
		{"a call to sign up between entries", []string{title, lead, "18:10", bridge, "Sign up for our newsletter", "17:02", pump, "16:00", start}, []string{
			"live/lead: " + lead, "live/entry-head: 18:10", "live/entry-text: " + bridge,
			"live/entry-head: 17:02", "live/entry-text: " + pump, "live/entry-head: 16:00", "live/entry-text: " + start,
		}},
		{"headlines with times", []string{"Ferry to run all night", lead, bridge, pump, "18:05", "Mill race to be dredged", "17:20", "Choir looks for two basses", "16:48", "Goose has a name", "15:00", "Council votes"}, nil},
		{"no times", []string{title, lead, bridge, pump, start}, nil},
	} {
		got := cleanertest.Mark(t, Cleaner, document.Raw{Content: []byte(strings.Join(c.lines, "\n"))})
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
