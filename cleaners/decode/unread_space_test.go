package decode

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDropSpaceCommentsAndPictures(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"white space around blocks":  {"<div>          <p>          a   b          </p>\r\n          <b>c</b> </div> d", "<div><p> a   b </p><b>c</b></div> d"},
		"white space in a line":      {"<p>a <b>b</b> <i>c</i> <span> <br> </span> d", "<p>a <b>b</b> <i>c</i> <span><br></span> d"},
		"where a tag is left out":    {"<p>a <b>b</b> </div> <i>c</i>", "<p>a <b>b</b> </div> <i>c</i>"},
		"formatting that stays open": {"<div> <p>a<b>b</p> <p> c", "<div><p>a<b>b</p> <p> c"},
		"links in links":             {"<div> <a href=b>c <a href=d>e</a> </div> <div> <b> <a> <i>f <a>g</b> </div>", "<div><a href=b>c <a href=d>e</a></div><div><b><a><i>f <a>g</b> </div>"},
		"templates":                  {"<div> <template> <p> a </p> <td> b </template> <p>", "<div> <template> <p> a </p> <td> b </template> <p>"},
		"simple templates":           {"<div> <template> <p> a </div> </template> <p> b </p> </div>", "<div> <template> <p> a </div> </template><p> b </div>"},
		"shown templates":            {"<div> <template shadowrootmode=open> <p>", "<div> <template shadowrootmode=open> <p>"},
		"windows and objects":        {"<div> <dialog> a </dialog> <object> <p> <b> </object> <p> c", "<div><dialog> a </dialog><object><p><b></object><p> c"},
		"elements of scripts":        {"<a-b></a-b> <c-d></c-d><!--a--><e-f></e-f><p>a</p>", "<a-b></a-b> <c-d></c-d><!--a--><e-f></e-f><p>a</p>"},
		"a table":                    {"<table> <colgroup> <col> <tr> <td> a </td> <td>b <tr>", "<table><colgroup><col><tr><td> a </td> <td>b <tr>"},
		"white space in links":       {"<p>a<a href='#b'>          b</a>          <sup>          1</sup>          <i>", "<p>a<a href='#b'>          b</a> <sup>          1</sup> <i>"},
		"preformatted text":          {"<pre>          a</pre>          <b>", "<pre>          a</pre>          <b>"},
		"comments":                   {"<!-- a longer text --><!--short--><!-- an odd end --!><!-->", ""},
		"comments in a word":         {"a<!-- a longer text -->b c <!-- a longer text --> d", "a<!---->b c  d"},
		"what comments part":         {"&am<!-- a longer text -->p; <<!----><p>", "&am<!---->p; <<p>"},
		"shapes in a picture":        {"<svg class=a><g><path d=1 /></g>          </svg>a", "<svg></svg>a"},
		"a comment in a picture":     {"<svg class=a><!-- b --><g></g></svg>c", "<svg></svg>c"},
		"a picture with words":       {"<svg ><title>a</title><path/></svg><svg >b</svg>", "<svg ><title>a</title><path/></svg><svg >b</svg>"},
		"a picture that is cut off":  {"<svg ><path/><p>a", "<svg ><path/><p>a"},
		"end tags before the like":   {"<ul> <li> <span>a</span> </li> <li>b</li> </ul> <p>c</p> <p>d</p> e", "<ul><li><span>a<li>b</ul><p>c<p>d</p> e"},
		"end tags in a block":        {"<div> <section> <h2>a</h2> </section> </div> <div> <div>b</div> </div> <a><span>c</span></a>", "<div><section><h2>a</section></div><div><div>b</div></div><a><span>c</a>"},
		"end tags of what goes on":   {"<div><b>a</b></div><ul><li>b</li></ul><form><p>c</p></form>d", "<div><b>a</b></div><ul><li>b</ul><form><p>c</p></form>d"},
		"end tags in a table":        {"<div> <table> <tr> <td>a</td><td>b</td> </tr> <tr> <td>c</td> </tr> </table> </div>", "<div><table><tr><td>a<td>b</tr><tr><td>c</tr></table></div>"},
	} {
		if diff := cmp.Diff(c.want, readAll(dropUnread(c.src, true, countTags(c.src).shadows > 0))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(c.src, readAll(dropUnread(c.src, false, false))); diff != "" {
			t.Errorf("%s, with all that it has (-want +got):\n%s", name, diff)
		}
	}
}
