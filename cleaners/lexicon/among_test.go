package lexicon

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// A phrase speaks in its own language, and everywhere when it is English or of no
// language, or nothing is known of the document's.
func TestFindAmong(t *testing.T) {
	l := Default()
	for _, c := range []struct {
		text      string
		languages []string
		class     document.CueClass
		want      bool
	}{
		{"Číst dále", []string{"cs"}, document.CueReadMore, true},
		{"Číst dále", []string{"pt"}, document.CueReadMore, false},
		{"Číst dále", []string{"pt", "cs"}, document.CueReadMore, true},
		{"Číst dále", []string{""}, document.CueReadMore, true},
		{"Číst dále", []string{"mt"}, document.CueReadMore, true},
		{"Les også", []string{"en"}, document.CueReadMore, true},
		{"Read more", []string{"cs"}, document.CueReadMore, true},
		{"Getty Images", []string{"th"}, document.CueAgency, true},
		{"Les også", []string{"nb"}, document.CueReadMore, true},
		{"Pročitajte i", []string{"sr"}, document.CueReadMore, true},
		{"ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", []string{"el"}, document.CueRelatedHeader, true},
		{"Ultimele ştiri", []string{"ro"}, document.CueRelatedHeader, true},
		{"نشانی ايميل", []string{"fa"}, document.CueSubscribe, true},
		{"บทความอ่านเพิ่มเติมที่นี่", []string{"th"}, document.CueReadMore, true},
	} {
		has := false
		for _, cue := range l.FindAmong(l.Among(c.languages...), c.text, nil) {
			has = has || cue.Class == c.class
		}
		if has != c.want {
			t.Errorf("%q in %q: a cue of %s is %v, want %v", c.text, c.languages, c.class, has, c.want)
		}
	}
}

func TestKinAreKnown(t *testing.T) {
	for _, k := range kin {
		if Default().bits[k.reads] == 0 {
			t.Errorf("%s has %s for kin, which has no file", k.of, k.reads)
		}
	}
}
