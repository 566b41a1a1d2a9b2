package decode

import (
	"strings"
	"testing"
)

func TestNoscriptThatHoldsThePageIsOpened(t *testing.T) {
	posts := strings.Repeat("<p>The lift bridge opens for the eel boats only on the first morning of the season.</p>", 20)
	for _, c := range []struct{ name, page, want string }{
		{"a forum drawn by a script", "<body><div id=app></div><NoScript data-path=/t/1>" + posts + "</noscript><script>" + posts + "</script>",
			"<body><div id=app></div>" + posts + "<script>" + posts + "</script>"},
		{"never closed", "<body><noscript>" + posts, "<body>" + posts},
		{"a copy of what the page shows", "<body>" + posts + "<p>And more.</p><noscript>" + posts + "</noscript>", ""},
		{"a notice", "<body><div id=app></div><noscript><p>Please turn scripts on.</p></noscript>", ""},
		{"pictures", "<body><noscript>" + strings.Repeat(`<img src="a.jpg">`, 99) + "</noscript>", ""},
		{"a tag cut short", "<body>" + posts + "<noscript", ""},
	} {
		want := c.want
		if want == "" {
			want = c.page
		}
		if got := unwrapNoscript(c.page); got != want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
