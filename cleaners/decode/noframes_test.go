package decode

import (
	"strings"
	"testing"
)

func TestNoframesThatHoldTheTextAreOpened(t *testing.T) {
	const (
		head   = "<html><head><title>Eel boats</title></head>"
		frames = `<frameset cols="20%,*"><frame src="menu.html"><frame src="text.html">`
	)
	text := strings.Repeat("<p>The lift bridge opens for the eel boats only on the first morning of the season.</p>", 5)
	for _, c := range []struct{ name, page, want string }{
		{"in the frames", head + frames + "<noframes><body>" + text + "</body></noframes></frameset></html>", head + "<body>" + text + "</body>"},
		{"below them", head + frames + "</frameset><NOFRAMES lang=en>" + text + "</noframes></html>", head + text},
		{"above them", head + "<noframes>" + text + "</noframes>" + frames + "</frameset>", head + text},
		{"never closed", head + frames + "<noframes>" + text, head + text},
		{"the longer of two", head + frames + "<noframes>No frames</noframes><noframes>" + text + "</noframes>", head + text},
		{"a notice", head + frames + "<noframes><p>This page uses frames, and your browser shows none. Get another one.</p></noframes></frameset>", ""},
		{"pictures", head + frames + "<noframes>" + strings.Repeat(`<img src="a.jpg">`, 99) + "</noframes></frameset>", ""},
		{"a page with text of its own", head + "<body>" + text + "<p>And more.</p><noframes>" + text + "</noframes></body>", ""},
		{"a tag cut short", head + frames + "<noframes", ""},
	} {
		want := c.want
		if want == "" {
			want = c.page
		}
		if got := unwrapNoframes(c.page); got != want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
