package memory

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// merged applies what Merge says of all sites of a memory.
func merged(t rapid.TB, into, from *Sites) {
	t.Helper()
	var d Delta
	for _, name := range from.Names() {
		d.Merge(name, from)
	}
	if err := into.Apply(d.Bytes()); err != nil {
		t.Fatal(err)
	}
}

func remembering(all []Sighting) *Sites {
	m := NewSites(Options{})
	for _, s := range all {
		m.add(&s)
	}
	return m
}

// What recurs in the memory that is merged is known afterwards as if all documents
// had come to one memory.
func TestMergingIsAsIfAllHadBeenSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		here, there := sightings(t), sightings(t)
		into, from, all := remembering(here), remembering(there), remembering(append(slices.Clone(here), there...))
		merged(t, into, from)
		for _, name := range from.Names() {
			for number, g := range from.of[name].generations {
				if number < all.of[name].oldest(defaultGenerations) {
					continue
				}
				for print := range g.recurrences {
					want := *all.of[name].generations[number].find(print, new(recurrence))
					got := *into.of[name].generations[number].find(print, new(recurrence))
					want.names, got.names = Names{}, Names{} // they are of the text, and drawn here at random
					if diff := cmp.Diff(want, got, cmp.AllowUnexported(recurrence{}, position{})); diff != "" {
						t.Fatalf("%s %d %x (-all in one +merged):\n%s", name, number, print, diff)
					}
				}
			}
		}
	})
}

func TestMergingTwiceIsMergingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		into, from := remembering(sightings(t)), remembering(sightings(t))
		merged(t, into, from)
		once := into.Snapshot()
		merged(t, into, from)
		if diff := cmp.Diff(once, into.Snapshot()); diff != "" {
			t.Fatalf("(-once +twice):\n%s", diff)
		}
		own := into.Snapshot()
		merged(t, into, into)
		if diff := cmp.Diff(own, into.Snapshot()); diff != "" {
			t.Fatalf("merged with itself (-before +after):\n%s", diff)
		}
	})
}

// A site's pins are its operator's, and its first sightings stay at home.
func TestMergingLeavesPinsAndFirstSightings(t *testing.T) {
	into, from := NewSites(Options{}), NewSites(Options{})
	seen := Sighting{Site: "courier", Day: 20000, Paragraphs: []Paragraph{{Print: 1}, {Print: 2}}}
	for document := range uint32(2) {
		seen.Document = document + 1
		apply(t, from, seen)
		seen.Paragraphs = seen.Paragraphs[:1]
	}
	var pin Delta
	pin.Pin("courier", 1, Never)
	if err := into.Apply(pin.Bytes()); err != nil {
		t.Fatal(err)
	}
	pin = Delta{}
	pin.Pin("courier", 2, Always)
	if err := from.Apply(pin.Bytes()); err != nil {
		t.Fatal(err)
	}
	merged(t, into, from)
	if diff := cmp.Diff(map[uint64]Pin{1: Never}, into.of["courier"].pins); diff != "" {
		t.Errorf("pins (-want +got):\n%s", diff)
	}
	g := into.of["courier"].generations[20000/generationDays]
	if prints := slices.Collect(maps.Keys(g.recurrences)); !slices.Equal(prints, []uint64{1}) || g.doorkeeper.bytes() > 0 {
		t.Errorf("the paragraphs are %v, and first sightings take %d bytes", prints, g.doorkeeper.bytes())
	}
	var none Delta
	if none.Merge("gazette", from) || none.Bytes() != nil {
		t.Error("of a site that is not known something is merged")
	}
}
