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
