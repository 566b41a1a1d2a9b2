package segment

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// writeByRune is write without tables, a word at a time.
func (w *pageWalker) writeByRune(s string, p *scope) {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if shape.IsBlank(r) {
			w.wantSpace = w.wantSpace || w.begun && !shape.IsInvisible(r)
			i += n
			continue
		}
		end := i + n
		for end < len(s) {
			r, n = utf8.DecodeRuneInString(s[end:])
			if shape.IsBlank(r) {
				break
			}
			end += n
		}
		w.words(s[i:end], 0, p)
		i = end
	}
}

type written struct {
	Text  string
	Links int32
	Space bool
}

func FuzzWrite(f *testing.F) {
	for _, seed := range []string{
		"The lamp was lit.", " two  blanks ", "a\u00a0b\u00ad \u200bc", "\u3000港\u3000の灯\ufeff", "\xc2 \xe2\x80 x\xff", "é ë\u1680x \u2028 y", "a \x00b\t\n c", "x ", " ",
	} {
		f.Add(seed, " behind it")
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		write := func(write func(w *pageWalker, s string, p *scope)) written {
			w := &pageWalker{}
			w.reset(nil)
			p := &scope{inLink: true}
			write(w, first, p)
			write(w, second, p)
			return written{string(w.text), w.linkBytes, w.wantSpace}
		}
		if diff := cmp.Diff(write((*pageWalker).writeByRune), write((*pageWalker).write)); diff != "" {
			t.Errorf("%q, %q: by rune and by tables differ (-rune +table):\n%s", first, second, diff)
		}
	})
}
