package decode

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDropSpaceCommentsAndPictures(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"white space":               {"<div>          <p>          a   b          </p>\r\n          <b>c</b>", "<div> <p> a   b </p>\r<b>c</b>"},
		"white space in links":      {"<a>          b</a>          <sup>          1</sup>          <i>", "<a>          b</a> <sup>          1</sup> <i>"},
		"preformatted text":         {"<pre>          a</pre>          <b>", "<pre>          a</pre>          <b>"},
		"comments":                  {"<!-- a longer text --><!--short--><!-- an odd end --!><!-->", "<!----><!--short--><!-- an odd end --!><!-->"},
		"shapes in a picture":       {"<svg ><g><path d=1 /></g>          </svg>a", "<svg ></svg>a"},
		"a picture with words":      {"<svg ><title>a</title><path/></svg><svg >b</svg>", "<svg ><title>a</title><path/></svg><svg >b</svg>"},
		"a picture that is cut off": {"<svg ><path/><p>a", "<svg ><path/><p>a"},
	} {
		if diff := cmp.Diff(c.want, strings.Join(dropUnread(c.src, true), "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(c.src, strings.Join(dropUnread(c.src, false), "")); diff != "" {
			t.Errorf("%s, with all that it has (-want +got):\n%s", name, diff)
		}
	}
}
