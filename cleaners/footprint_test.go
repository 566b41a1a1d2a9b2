package cleaners

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

// shapes are documents that take much memory for their size, each of about n
// bytes.
func shapes(n int) map[string][]byte {
	sentence := "The harbour bridge will close for a year from May, the city said on Thursday. "
	times := func(s string) []byte { return []byte(strings.Repeat(s, n/len(s)+1)) }
	page := func(s string) []byte { return append([]byte("<html><body>"), times(s)...) }
	numbered := func(format string) []byte {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return []byte(b.String())
	}
	return map[string][]byte{
		"paragraphs":      times(strings.Repeat(sentence, 5) + "\n\n"),
		"one line":        times(sentence),
		"one word":        times("abcdefghij"),
		"two-letter line": times("ab\n"),
		"numbered lines":  numbered("ab cd %d\n"),
		"short sentences": times("Ab. "),
		"windows-1251":    times("\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0. "),
		"page":            page("<p>" + strings.Repeat(sentence, 5)),
		"bold":            page("<p>a<b>b</b>"),
		"breaks":          page("a<br>"),
		"links":           append([]byte("<html><body>"), numbered(`<li><a href="/x/%d">Story %[1]d</a>`)...),
		"images":          page(`<img src=/a.jpg alt=x>x`),
		"attributes":      page(`<i a b c d e f>x</i>`),
		"table":           page("<table><tr><td>x<td>y</table>"),
		"divs":            page("<div>x</div>"),
	}
}

// peak returns how much the heap grew at most while f ran, in bytes. Garbage that
// is not collected yet counts as well, with a collector that is kept busy.
func peak(f func()) int {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	live := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	read := func() int { metrics.Read(live); return int(live[0].Value.Uint64()) }
	before, most := read(), 0
	done, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		for {
			most = max(most, read()-before)
			select {
			case <-done:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	f()
	close(done)
	<-watched
	return most
}

func TestAFootprintIsForetold(t *testing.T) {
	for _, extras := range []document.ExtraSet{0, document.AllExtras} {
		t.Run("extras "+extras.String(), func(t *testing.T) { checkFootprints(t, Must(New(WithExtras(extras)))) })
	}
}

func checkFootprints(t *testing.T, engine *Engine) {
	if _, err := engine.Clean(document.Raw{Content: []byte("Warm up.")}); err != nil { // what is loaded once
		t.Fatal(err)
	}
	for name, content := range shapes(1 << 16) {
		foretold := decode.Footprint(content)
		got := 0
		for range 5 { // on a busy machine the collector comes late, and garbage is in the number
			got = peak(func() {
				if _, err := engine.Clean(document.Raw{Content: content}); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			})
			if got <= foretold {
				break
			}
		}
		t.Logf("%-16s %5.1f times its bytes, foretold %5.1f", name, float64(got)/float64(len(content)), float64(foretold)/float64(len(content)))
		if got > foretold {
			t.Errorf("%s: %d bytes took %d of memory, foretold %d", name, len(content), got, foretold)
		}
	}
}
