package headline

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// An article's headline and its first paragraphs.
const (
	title  = "Old bridge to stay shut until spring"
	bridge = "The old bridge over the Wend will not open before April, the council said on Monday evening."
	ferry  = "A ferry will carry walkers and cyclists in the meantime, every twenty minutes and free of charge."
)

func TestHeadline(t *testing.T) {
	const page = "text/html"
	for _, c := range []struct {
		name string
		raw  document.Raw
		want []string
	}{
		{"the envelope states it", document.Raw{Title: "OLD BRIDGE TO STAY SHUT UNTIL SPRING", Content: []byte("Wend Courier today\n\n" + title + "\n\n" + bridge)},
			[]string{"headline/hinted: " + title}},
		{"the page's head states it", document.Raw{ContentType: page, Content: []byte(`<head><meta property="og:title" content="` + title + `"></head><body><h2>` + title + `</h2><p>` + bridge + `</p><p>` + ferry + `</p></body>`)},
			[]string{"headline/hinted: " + title}},
		{"what is stated is not there", document.Raw{Title: "Quite another thing", Content: []byte(bridge + "\n\n" + ferry)}, nil},

		{"the only first-level heading, which the page's head words otherwise", document.Raw{ContentType: page, Content: []byte(`<head><title>Walkers take to the water</title></head><body><h2>Most read this week</h2><h1>` + title + `</h1><p>` + bridge + `</p><p>` + ferry + `</p></body>`)},
			[]string{"headline/tagged: " + title}},
		{"the one of two that is named a headline", document.Raw{ContentType: page, Content: []byte(`<head><title>Walkers take to the water</title></head><body><h1>The Wend Courier today</h1><h1 class="headline">` + title + `</h1><p>` + bridge + `</p><p>` + ferry + `</p></body>`)},
			[]string{"headline/tagged: " + title}},
		{"a heading in the navigation", document.Raw{ContentType: page, Content: []byte(`<head><title>Walkers take to the water</title></head><body><nav><h1>Courier</h1></nav><p>` + bridge + `</p><p>` + ferry + `</p></body>`)}, nil},

		{"printed twice", document.Raw{Content: []byte("Rain and wind for the weekend ahead\n\n" + title + "\n\n" + title + "\n\n" + bridge + "\n\n" + ferry)},
			[]string{"headline/repeated: " + title}},
		{"a refrain below the lead", document.Raw{Content: []byte(bridge + "\n\n" + title + "\n\n" + ferry + "\n\n" + title)}, nil},

		{"the first line", document.Raw{Content: []byte(title + "\n\n" + bridge + "\n\n" + ferry)},
			[]string{"headline/first-line: " + title}},
		{"a longer line below a label", document.Raw{Content: []byte("News from Wend\n\n" + title + "\n\n" + bridge + "\n\n" + ferry)},
			[]string{"headline/first-line: " + title}},
		{"a German first line", document.Raw{Content: []byte("Alter Hafen wird zum Park\n\nDer alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.")},
			[]string{"headline/first-line: Alter Hafen wird zum Park"}},
		{"a Russian first line", document.Raw{Content: []byte("Старый мост закрыт до весны\n\nСтарый мост через реку останется закрытым до апреля, сообщили в мэрии в понедельник.")},
			[]string{"headline/first-line: Старый мост закрыт до весны"}},
		{"a lead that stands first, and a sub-heading", document.Raw{Content: []byte(bridge + "\n\nWho pays for the ferry\n\n" + ferry)}, nil},
		{"a byline, a date, a reading time and a trail", document.Raw{Content: []byte("By Ada Lee and Tom Ray\n\n3 May 2026, 10:30\n\n3 min read\n\nHome > News > Wend\n\n" + bridge)}, nil},
		{"no body below", document.Raw{Content: []byte(title + "\n\nRain and wind for the weekend")}, nil},
	} {
		cleanertest.Hold(t, c.name, Cleaner, c.raw, c.want)
	}
}
