package segment

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

func TestLanguageOf(t *testing.T) {
	const swedish = "Kommunfullmäktige har beslutat att stänga den gamla bron och det är inte första gången som det sker i staden.\n\n"
	const norwegian = "Kommunestyret har vedtatt å stenge den gamle broen, og det er ikke første gang at det skjer i byen.\n\n"
	const menu = "Home\nNews\nSport\nThe weather\nAbout us\nWhat is on\n\n"
	for name, c := range map[string]struct{ text, stated, want string }{
		"text":                    {strings.Repeat(swedish, 8), "", "sv"},
		"below an English menu":   {strings.Repeat(menu, 100) + strings.Repeat(swedish, 8), "", "sv"},
		"stated by a template":    {strings.Repeat(swedish, 8), "en-US", "sv"},
		"stated, little text":     {swedish, "en-US", "en"},
		"stated, no text":         {"Reuters", "fi", "fi"},
		"stated as what it is no": {swedish, "utf-8", "sv"},
		"stated in three letters": {"Reuters", "eng", "en"},
		"stated more closely":     {strings.Repeat(norwegian, 8), "nb-NO", "nb"},
		"nothing known":           {"Reuters", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			raw := document.Raw{Content: []byte(c.text), ContentType: "text/plain", Language: c.stated}
			decoded, err := decode.Decode(raw, decode.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if got := Segment(raw, decoded).Language; got != c.want {
				t.Errorf("language %q, want %q", got, c.want)
			}
		})
	}
}
