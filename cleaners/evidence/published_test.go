package evidence_test

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestPublishedOfAText(t *testing.T) {
	const headline = "Ferry to run all night"
	cases := []struct {
		name       string
		paragraphs []string
		want       string
	}{
		{"below the headline", []string{headline, "4 March 2026", ferry, mayor}, "2026-03-04"},
		{"with the author", []string{headline, "Submitted by Ada Lee on Wed, 03/04/2026 - 09:52", ferry, mayor}, "2026-03-04"},
		{"with the source, in Chinese", []string{"轮渡将通宵运行", "2026年3月4日 09:52 来源：港口日报", "轮渡从五月起将通宵运行，市长星期二在港口对记者们说。"}, "2026-03-04"},
		{"two-digit year, in Russian", []string{"Паром будет ходить всю ночь", "04.03.26 09:52", "Паром будет ходить всю ночь с мая, сообщил во вторник мэр города на встрече с журналистами."}, "2026-03-04"},
		{"above the headline", []string{"4 March 2026", headline, ferry, mayor}, "2026-03-04"},
		{"the clock above the headline", []string{"Wednesday, 4 March 2026", headline, ferry, mayor}, ""},
		{"opens a paragraph, with the time", []string{headline, "04.03.2026, Port Harbour 09:52. " + ferry, mayor}, "2026-03-04"},
		{"a day in the first sentence", []string{headline, "On 4 March 2026 " + ferry, mayor}, ""},
		{"opens the first sentence", []string{headline, "4 March 2026 was the day. " + ferry, mayor}, ""},
		{"a caption's", []string{headline, "The ferry at its berth on 4 March 2026 at night. Photo: Ada Lee", ferry, mayor}, ""},
		{"a caption that ends in a day", []string{headline, "The ferry at its berth on 4 March 2026", ferry, mayor}, ""},
		{"name and day", []string{headline, "Ada Lee of the Courier, 4 March 2026", ferry, mayor}, "2026-03-04"},
		{"below the second paragraph", []string{headline, ferry, mayor, "4 March 2026", ferry}, ""},
		{"changed above published", []string{headline, "Updated: 5 March 2026", "Published: 4 March 2026", ferry, mayor}, "2026-03-04"},
		{"changed above published, in German", []string{"Fähre soll die ganze Nacht fahren", "Aktualisiert: 5. März 2026", "Veröffentlicht am 4. März 2026",
			"Die Fähre soll ab Mai die ganze Nacht fahren, sagte der Bürgermeister am Dienstag im Hafen vor der Presse.", "Die Insel hatte das seit Jahren verlangt, und die Stadt hat nun das Geld dafür gefunden."}, "2026-03-04"},
		{"changed alone", []string{headline, "Updated: 5 March 2026", ferry, mayor}, "2026-03-05"},
		{"signs the article", []string{headline, ferry, mayor, "By Ada Lee | 04-03-2026 09:52"}, "2026-03-04"},
	}
	for _, c := range cases {
		if got := textOf(t, c.paragraphs...).Published(); got != c.want {
			t.Errorf("%s: published %q, want %q", c.name, got, c.want)
		}
	}
}

func TestPublishedOfAPage(t *testing.T) {
	const heading, paragraph = "<title>Ferry to run all night</title><h1>Ferry to run all night</h1>", "<p>" + ferry + "</p>"
	body := strings.Repeat(paragraph, 2)
	cases := []struct{ name, page, want string }{
		{"a line below the heading", heading + "<p>4 March 2026</p>" + body, "2026-03-04"},
		{"a small heading", heading + "<h6>Published: Wednesday 4 March 2026</h6>" + body, "2026-03-04"},
		{"with links, by the time", heading + `<p>2026-03-04 09:52 Source: <a href=/a>Port and Harbour Evening News of the city</a></p>` + body, "2026-03-04"},
		{"a link", heading + `<p>4 March 2026 <a href=/a>Bridge to close for a year from May</a></p>` + body, ""},
		{"a sidebar", heading + "<aside><p>4 March 2026</p></aside>" + body, ""},
		{"a comment", heading + `<div class="comments"><p>4 March 2026, 09:52</p></div>` + body, ""},
		{"a card below the article", heading + body + `<p>2026-03-04</p><p><a href=/a>Bridge to close for a year from May</a></p>`, ""},
		{"a section's heading", heading + "<h2>The programme of the ferry on 4 March 2026</h2>" + body, ""},
	}
	for _, c := range cases {
		l := cleanertest.Layout(t, document.Raw{ContentType: "text/html", Content: []byte(c.page)})
		if got := l.Published(); got != c.want {
			t.Errorf("%s: published %q, want %q", c.name, got, c.want)
		}
	}
}

func TestStamp(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"By Ada Lee and Tom Ray Courier Staff and Courier Correspondent,Updated March 4, 2026, 5:49 p.m.", "2026-03-04"},
		{"by Ada Lee Published Mar. 4, 2026 7:26 am Updated Mar. 5, 2026 8:55 am", "2026-03-04"},
		{"March 4th, 2026 @ 10:26am (PT) by Ada Lee", "2026-03-04"},
		{"Wednesday, March 4th, 2026 By Ada Lee, MBA for Harbour Courier", "2026-03-04"},
		{"Last updated: Mar. 5, 2026 at 6:33 a.m. ET First published: Mar. 4, 2026 at 4:12 p.m. ET", "2026-03-05"},
		{"Von Ada Lee, Hafenblatt, 4. März 2026, 17:49 Uhr", "2026-03-04"},
		{"By 4 March 2026 the council must decide on the ferry", ""},
		{"By Ada Lee's count the ferry of 4 March 2026 had no lights", ""},
		{"On 4 March 2026 the harbour was painted by Ada Lee", ""},
		{"4 March 2026: the ferry is stopped by Ada Lee and the whole of the council", ""},
		{"Updated rules of 4 March 2026 for the ferry and its landing", ""},
	} {
		day, ok := blockOf(t, c.text).Stamp()
		if !ok {
			day = ""
		}
		if day != c.want {
			t.Errorf("%q: stamped %q, want %q", c.text, day, c.want)
		}
	}
}
