package lexicon

import "testing"

func TestTag(t *testing.T) {
	for stated, want := range map[string]string{
		"pt-BR": "pt", "zh_Hant_TW": "zh", "EN": "en", " de ": "de",
		"eng": "en", "ENG-US": "en", "ger": "de", "gr": "el", "cz": "cs", "iw": "he", "fil": "fil", "nb-NO": "nb",
		"utf": "", "utf-8": "", "lang": "", "mul": "", "und": "", "x-default": "", "e": "", "e1": "", "": "",
	} {
		if got := Tag(stated); got != want {
			t.Errorf("Tag(%q) = %q, want %q", stated, got, want)
		}
	}
}
