package evidence_test

import "testing"

func TestReportedLabels(t *testing.T) {
	for text, want := range map[string]bool{
		`"Photograph: unknown" was written on the back of the picture.`:                                true,
		`“Image: unknown” is printed below each of the portraits.`:                                     true,
		"Follow us, said the guide, and we went down the stairs.":                                      true,
		"Support our journalism was printed on every page of the paper.":                               true,
		"Read more: that was her advice to everybody who asked her.":                                   true,
		"PHOTOGRAPHER: I never saw her again.":                                                         true,
		`"Photo: Ada Lee"`:                                                                             false,
		"Photo: Ada Lee":                                                                               false,
		"PHOTO: The bridge was opened by the mayor.":                                                   false,
		"Photo: The mayor, who said that she would take the ferry.":                                    false,
		"Sign up for our newsletter to read what the mayor said.":                                      false,
		"Read more: Mayor said that the bridge would close":                                            false,
		"Follow us on Facebook and Twitter.":                                                           false,
		"Photo: courtesy of the museum of Ware and of all the people who live there, by Getty Images.": false,
	} {
		if got := textOf(t, "The bridge is closed for a year", ferry, text, mayor).At(2).ReportsLabel(); got != want {
			t.Errorf("ReportsLabel of %q = %v", text, got)
		}
	}
}

func TestTurnsOfSpeakersWithLabels(t *testing.T) {
	l := textOf(t, "What was said at the town hall", ferry, "MAYOR: Good morning.", "REPORTER: Who pays?", "MAYOR: We all do.",
		"PHOTOGRAPHER: One more, please.", "MAYOR: No more.", "Interview: Ada Lee")
	if !l.At(5).IsTurn() {
		t.Errorf("%q is a turn", l.At(5).Text())
	}
	if l.At(7).IsTurn() {
		t.Errorf("%q is no turn", l.At(7).Text())
	}
	gallery := textOf(t, "The bridge is closed for a year", ferry, "Photo: Ada Lee", "Photo: Tom Ray", "Image: Ada Lee", "Photo: Ada Lee", mayor)
	for i := 2; i < 6; i++ {
		if gallery.At(i).IsTurn() {
			t.Errorf("%q is no turn", gallery.At(i).Text())
		}
	}
}
