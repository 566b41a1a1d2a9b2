package evidence_test

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/evidence"
)

func TestPressFoot(t *testing.T) {
	const firm = "Kestrel Robotics designs and builds robot arms for bakeries in four countries."
	for name, c := range map[string]struct {
		lines []string
		want  evidence.Stretch
	}{
		"about and contact": {[]string{"About Kestrel Robotics", firm, "Media contact:", "Tom Berg", "press@kestrel.example", "SOURCE Kestrel Robotics"}, evidence.Stretch{First: 3, End: 9}},
		"contact alone":     {[]string{"Media contact:", "Tom Berg", "press@kestrel.example"}, evidence.Stretch{First: 3, End: 6}},
		"contact first":     {[]string{"Media contact:", "press@kestrel.example", "About Kestrel Robotics", firm}, evidence.Stretch{First: 3, End: 7}},
		"name first":        {[]string{"Kestrel Robotics Hakkında", "Kestrel Robotics fırınlar için robot kollar tasarlar ve dört ülkede satar.", "Media contact:", "press@kestrel.example"}, evidence.Stretch{First: 3, End: 7}},
		"nobody to ask":     {[]string{"About Kestrel Robotics", firm}, evidence.Stretch{}},
		"no address":        {[]string{"Media contact:", budget, budget, budget}, evidence.Stretch{}},
	} {
		lines := append([]string{"The bridge is closed for a year", ferry, mayor}, c.lines...)
		if got := textOf(t, lines...).PressFoot(); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
