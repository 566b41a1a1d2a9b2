package promo

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

func TestTickers(t *testing.T) {
	const phrase = "decrease; red down pointing triangle"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a symbol and a percentage", "Shares in Wend LUN -0.12%" + phrase + " have fallen since Monday, when the bridge was closed.",
			[]string{"promo/media-aside: LUN -0.12%" + phrase}},
		{"no symbol", "Shares in Wend are down by -0.12%" + phrase + " since Monday, when the bridge was closed.",
			[]string{"promo/media-aside: " + phrase}},
		{"a percentage alone", "Shares in LUN -0.12% have fallen since Monday, when the bridge was closed for a year.", nil},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

func TestLongPleas(t *testing.T) {
	const plea = "Note: The Courier is a small paper that works day and night to tell the town what goes on in it, and it has done so for more than forty years by now. But it needs your support to keep up its independent journalism. You can help us continue by pledging as little as five crowns a month. Please think about it tonight."
	cleanertest.Hold(t, "below the article", Cleaner, document.Raw{Content: []byte(bridge + "\n\n" + ferry + "\n\n" + plea)}, []string{"promo/plea: " + plea})
	cleanertest.Hold(t, "in its midst", Cleaner, document.Raw{Content: []byte(bridge + "\n\n" + plea + "\n\n" + ferry + "\n\n" + bridge)}, nil)
	quoted := "“" + plea + "”"
	cleanertest.Hold(t, "as a quotation", Cleaner, document.Raw{Content: []byte(bridge + "\n\n" + ferry + "\n\n" + quoted)}, nil)
}

func TestFootLabels(t *testing.T) {
	cleanertest.Hold(t, "below the article", Cleaner, document.Raw{Content: []byte(bridge + "\n\n" + ferry + "\n\nFor media inquiries")}, []string{"promo/press-foot: For media inquiries"})
	cleanertest.Hold(t, "between paragraphs", Cleaner, document.Raw{Content: []byte(bridge + "\n\nFor media inquiries\n\n" + ferry)}, nil)
}
