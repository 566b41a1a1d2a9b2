package evidence_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/evidence"
)

func TestIsBody(t *testing.T) {
	checkReadings(t, evidence.Block.IsBody, []reading{
		{ferry, true},
		{"Ferry to run all night", false},
		{"The council will send its newsletter to everybody who lives on the island, and to those who work there.", true}, // names one
		{"“Sign up for our newsletter and follow us on Facebook,” the mayor said to them.", true},                         // somebody says it
		{"Sign up for our newsletter, download our app, follow us on Facebook and share this article.", false},
		{"© 2021 Harbour Courier, which has copyright in all of what this page of ours says, and of the others.", false},
		{"Ada Lee is a reporter for the Courier, where she writes about the ferries.", false}, // an author box
		{"This entry was posted in News and tagged harbour, ferries and the night.", false},   // where it was filed
	})
}

func TestHeadsOtherPart(t *testing.T) {
	checkReadings(t, evidence.Block.HeadsOtherPart, []reading{
		{"Comments", true},
		{"12 comments", true},
		{"Tags: harbour, ferry, night", true},
		{"© 2021 Harbour Courier. All rights reserved.", true},
		{"Sign up for our newsletter", true},
		{"Related Articles", false},
		{"Ferry to run all night", false},
		{ferry, false},
	})
}

func TestTheBodysRange(t *testing.T) {
	cases := []struct {
		name        string
		paragraphs  []string
		first, last int
	}{
		{"head, body, tail", []string{"Ferry to run all night", ferry, mayor, "Share this article"}, 1, 2},
		{"one paragraph", []string{ferry}, 0, 0},
		{"without what is about the author", []string{"By Ada Lee", ferry, mayor, "Ada Lee lives at the harbour with both of her cats."}, 1, 2},
		{"without what is in a list", []string{ferry, "Related Articles", "Bridge to close for a year", "3 hours ago", budget, "Tower to open in the spring", "5 hours ago", mayor}, 0, 0},
		{"no paragraph", []string{"Ferry to run all night", "Share this article"}, 2, -1},
	}
	for _, c := range cases {
		l := textOf(t, c.paragraphs...)
		if diff := cmp.Diff([]int{c.first, c.last}, []int{l.FirstBody(), l.LastBody()}); diff != "" {
			t.Errorf("%s: first and last (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestWhereABlockStandsToTheBody(t *testing.T) {
	l := textOf(t, "Ferry to run all night", ferry, "A line between", budget, "Share this article", "Print")
	type stands struct {
		InBody, InTail, IsBodyAt, Near1, Near2 bool
	}
	var got []stands
	for b := range l.Each() {
		got = append(got, stands{b.InBody(), b.InTail(), l.IsBodyAt(b.I), b.HasBodyNear(1), b.HasBodyNear(2)})
	}
	want := []stands{
		{Near1: true, Near2: true},
		{IsBodyAt: true, Near2: true},
		{InBody: true, Near1: true, Near2: true},
		{IsBodyAt: true, Near2: true},
		{InTail: true, Near1: true, Near2: true},
		{InTail: true, Near2: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("blocks (-want +got):\n%s", diff)
	}
	if l.IsBodyAt(-1) || l.IsBodyAt(len(l.Blocks)) {
		t.Error("there is a paragraph where there is no block")
	}
	bare := textOf(t, "Ferry to run all night").At(0)
	if bare.InBody() || bare.InTail() || bare.HasBodyNear(3) {
		t.Error("a document without a body has a place in or behind it")
	}
}
