package decode

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// numbered joins n copies of format, each with its number in place of %d.
func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// hostile is pages that cost the parser time or memory out of proportion, or
// that it refuses. Each ends with a word that must still be there.
var hostile = []struct{ name, src string }{
	{"100,000 nested tags", strings.Repeat("<div>", 100_000)},
	{"20,000 nested lists", strings.Repeat("<ul><li>", 20_000)},
	{"nested tables", strings.Repeat("<table><tr><td>", 30_000)},
	{"nested templates", strings.Repeat("<template>", 1000) + strings.Repeat("</template>", 1000)},
	{"unclosed font tags", strings.Repeat("<font size=2>", 100_000)},
	{"different unclosed fonts before many blocks", "<p>" + numbered("<font c=%d>", 400) + strings.Repeat("</p><p>x", 50_000)},
	{"the same in cells whose end tags mislead", "<p>" + numbered("<font c=%d><table><td></font></table>", 400) + strings.Repeat("</p><p>x", 50_000)},
	{"the same with end tags in comments", "<p>" + numbered("<i c=%d><!--</i>-->", 400) + strings.Repeat("</p><p>x", 50_000)},
	{"100,000 body tags", numbered("<body a%d=1>", 100_000)},
	{"200,000 attributes", "<p" + numbered(" a%d=1", 200_000) + ">"},
	{"end tags that match nothing", strings.Repeat("<i>", 100) + strings.Repeat("</b></div>", 50_000)},
	{"less-than signs", "<p>" + strings.Repeat("<", 1_000_000) + "\n"},
	{"comments that do not end", "<p>" + strings.Repeat("<!-- -- >", 100_000) + "-->"},
	{"deep with end tags of another name", strings.Repeat("<div></x>", 20_000)},
}

// hostileTime is far above what any of the pages takes (under a second), with
// room for the race detector on a busy machine; without simplifying some would take
// minutes.
const hostileTime = 30 * time.Second

func TestHostilePagesCostLittleAndKeepTheirText(t *testing.T) {
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			raw := document.Raw{Content: []byte(c.src + "<p>survivor</p>"), ContentType: "text/html"}
			got, err := Decode(raw, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			if took := time.Since(start); took > hostileTime {
				t.Errorf("took %v", took)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 1<<30 {
				t.Errorf("allocated %d MB", used>>20)
			}
			if !strings.HasSuffix(textOf(got.Page), "survivor") {
				t.Error("the page's text did not survive")
			}
		})
	}
}

func TestTagsAreCounted(t *testing.T) {
	got := countTags("<!doctype html><HTML><Body><p><B>a</B><b a=1><font size=1><STRONG></p><noScript></noscript><NOFRAMES><div>a < b<")
	want := tagCount{tags: 14, bodies: 2, noscripts: 1, noscript: len("noScript><"), noframes: 1, plain: formattingBit("b") | formattingBit("strong"), attributed: 2}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestTooManyTagsAreRefused(t *testing.T) {
	raw := document.Raw{Content: []byte(strings.Repeat("<p>", defaultNodes+1)), ContentType: "text/html"}
	if got, err := Decode(raw, Limits{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v, %v; want ErrTooLarge", got, err)
	}
}

// TestOrdinaryPagesAreNotSimplified: careless markup, as pages have it, is parsed as
// it is.
func TestOrdinaryPagesAreNotSimplified(t *testing.T) {
	for name, src := range map[string]string{
		"plain":                 "<html><body><p>One <b>bold</b> word.</p></body></html>",
		"same fonts unclosed":   strings.Repeat("<p><font face=Arial><b>Text", 3000),
		"fonts in table cells":  "<table>" + strings.Repeat("<tr><td><font size=1 color=red>x</font><td><font size=2>y", 200) + "</table>",
		"many bold words":       strings.Repeat("<p>A <b>bold</b> and <em id=x>fine</em> word.</p>", 15_000),
		"pages glued together":  strings.Repeat("<html><body class=a><p><b>x</b></p></body></html>", maxBodies/2),
		"nested as deep as can": strings.Repeat("<div>", 500) + "<b>x</b>",
	} {
		want, err := html.Parse(strings.NewReader(src))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := parsePage(src, defaultNodes, false)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if render(t, got) != render(t, want) {
			t.Errorf("%s: was simplified", name)
		}
	}
}

func TestSimplifyKeepsTextCommentsAndScripts(t *testing.T) {
	src := `<!DOCTYPE html><HTML lang=en><body><p>A <b>b</b> <font
color="<red>">c</font><!-- <b> --><script>if (a<b) "</b>"</script><body class=x>d</body></p>`
	want := `<!DOCTYPE html><HTML lang=en><body><p>A b c<!-- <b> --><script>if (a<b) "</b>"</script>d</body></p>`
	if got := simplify(src); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSimplifyFlattensBeyondItsDepth(t *testing.T) {
	n := simpleDepth / 2
	src := strings.Repeat("<div>", n+3) + "x" + strings.Repeat("</div>", n+3) + "<div>y</div>"
	want := strings.Repeat("<div>", n) + "x" + strings.Repeat("</div>", n) + "<div>y</div>"
	if got := simplify(src); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func render(t *testing.T, n *html.Node) string {
	t.Helper()
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func BenchmarkHostilePage(b *testing.B) {
	for _, c := range hostile {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.src)))
			for b.Loop() {
				if _, err := parsePage(c.src, defaultNodes, false); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
