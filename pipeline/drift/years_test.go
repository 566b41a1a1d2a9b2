package drift

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// outlet is a site whose documents differ among themselves, and which never changes.
type outlet struct {
	daily    float64 // documents of a weekday
	weekend  float64 // of a day of the weekend, as a part of that
	agency   bool    // at weekends all is short and has no byline
	sections int     // each with a byline rate, a length and a share removed of its own
	themes   bool    // three fifths of a day's documents are of one section
	live     float64 // the chance of a day on which most documents are long and have no byline
}

// section is what documents of one section are like.
type section struct{ byline, length, scatter, removed, removedScatter, captions float64 }

func (o *outlet) newSections(r *rand.Rand) (all []section) {
	for range o.sections {
		all = append(all, section{
			byline: r.Float64(), length: 10 + 2*r.Float64(), scatter: .3 + .7*r.Float64(),
			removed: .05 + .4*r.Float64(), removedScatter: .03 + .1*r.Float64(), captions: .1 * r.Float64(),
		})
	}
	return all
}

// document returns the measures of a document of a section.
func (s section) document(r *rand.Rand) (v Values) {
	if r.Float64() < .03 { // a listing, an error, a page of its own kind
		s.length, s.removed = 6, .8
	} else {
		v[Article] = whole
	}
	if r.Float64() < s.byline {
		v[Byline] = whole
	}
	v[Title], v[Published] = whole, whole
	v[Length] = uint8(max(0, min(whole, lengthSteps*(s.length+s.scatter*r.NormFloat64()))))
	removed := max(0, min(1, s.removed+s.removedScatter*r.NormFloat64()))
	v[Removed] = uint8(whole * removed)
	v[ofKind(document.Recurring)] = uint8(whole * removed * .6)
	if r.Float64() < .5 {
		v[ofKind(document.Caption)] = uint8(whole * s.captions)
	}
	return v
}

// day returns the documents of a day.
func (o *outlet) day(r *rand.Rand, sections []section, at time.Time) (all []Document) {
	rate, weekend := o.daily, at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
	if weekend {
		rate *= o.weekend
	}
	theme, live := r.IntN(len(sections)), r.Float64() < o.live
	for passed := r.ExpFloat64(); passed < rate; passed += r.ExpFloat64() {
		s := sections[r.IntN(len(sections))]
		if o.themes && r.Float64() < .6 {
			s = sections[theme]
		}
		if weekend && o.agency {
			s.byline, s.length = .02, s.length-1.5
		}
		if live && r.Float64() < .7 {
			s.byline, s.length, s.removed = 0, s.length+2, s.removed/3
		}
		all = append(all, Document{ID: r.Uint64(), At: at.Unix() + int64(r.IntN(daySeconds)), Values: s.document(r)})
	}
	return all
}

// TestYearsOfSitesThatDoNotChange counts alarms of sites that never change: three in 120
// years.
func TestYearsOfSitesThatDoNotChange(t *testing.T) {
	for name, o := range map[string]struct {
		outlet
		years, most int
	}{
		"two a day":                     {outlet{daily: 2, weekend: 1, sections: 1}, 20, 0},
		"twenty a day":                  {outlet{daily: 20, weekend: 1, sections: 1}, 10, 1},
		"three a day, six sections":     {outlet{daily: 3, weekend: 1, sections: 6}, 20, 0},
		"thirty a day, six sections":    {outlet{daily: 30, weekend: .4, sections: 6}, 10, 0},
		"two a week":                    {outlet{daily: .3, weekend: 1, sections: 3}, 20, 0},
		"six a day, a theme a day":      {outlet{daily: 6, weekend: 1, sections: 5, themes: true}, 10, 0},
		"agency copy at weekends":       {outlet{daily: 40, weekend: .5, agency: true, sections: 3}, 10, 2},
		"a few, and agency at weekends": {outlet{daily: 5, weekend: .5, agency: true, sections: 3}, 10, 0},
		"a live day in ten":             {outlet{daily: 8, weekend: 1, sections: 4, live: .1}, 10, 0},
	} {
		alarms, documents := 0, 0
		for year := range o.years {
			m, r, ref := NewSites(), rand.New(rand.NewPCG(uint64(year), 7)), uint64(0)
			sections := o.newSections(r)
			for day := range 365 {
				for _, d := range o.day(r, sections, begin.AddDate(0, 0, day)) {
					ref++
					d.Ref = ref
					m.Add("a", d)
					if a, found := m.Look("a"); found {
						alarms++
						m.Settle("a", a.Since)
					}
				}
			}
			documents += int(ref)
		}
		t.Logf("%s: %d alarms in %d years of %d documents", name, alarms, o.years, documents)
		if alarms > o.most {
			t.Errorf("%s: %d alarms, want %d at most", name, alarms, o.most)
		}
	}
}
