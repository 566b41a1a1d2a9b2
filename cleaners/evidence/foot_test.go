package evidence_test

import "testing"

func TestFootSigns(t *testing.T) {
	for text, want := range map[string]bool{
		"(jkr)": true, "(dpa/ab)": true, "– Reuters": true, "AP": true, "ANSA/AB": true, "(afp, dpa)": true,
		"(LAUGHTER)": false, "(1904)": false, "Amen": false, "(He smiles)": false, "Told to AP": false,
	} {
		if got := textOf(t, "The bridge is closed for a year", ferry, mayor, text).At(3).IsFootSign(); got != want {
			t.Errorf("IsFootSign of %q = %v", text, got)
		}
	}
	if textOf(t, "The bridge is closed for a year", ferry, "AP", mayor).At(2).IsFootSign() {
		t.Error("a line between paragraphs is no sign below the article")
	}
}

func TestFootCredits(t *testing.T) {
	for text, want := range map[string]bool{
		"Editing by Max Dahl": true, "Interview: Ada Lee": true, "(Reporting by Ada Lee; editing by Max Dahl)": true,
		"Reporting by Lena Ott in London; Editing by Max Dahl": true,
		"By the river": false, "Editing by candlelight": false, "Interview: no": false, "Text: Nobody knows it yet": false,
	} {
		if got := textOf(t, "The bridge is closed for a year", ferry, mayor, text).At(3).IsFootCredit(); got != want {
			t.Errorf("IsFootCredit of %q = %v", text, got)
		}
	}
}

func TestFeedLines(t *testing.T) {
	for text, want := range map[string]bool{
		"The post The bridge is closed for a year appeared first on Harlow Courier.": true,
		"The post Ferry Company Hires Captains appeared first on Harlow Courier.":    true,
		"The post that she had held for a year appeared first on nobody's list.":     false,
		"It appeared first on Monday.":                                               false,
	} {
		if got := textOf(t, "The bridge is closed for a year", ferry, mayor, text).At(3).IsFirstAppeared(); got != want {
			t.Errorf("IsFirstAppeared of %q = %v", text, got)
		}
	}
}
