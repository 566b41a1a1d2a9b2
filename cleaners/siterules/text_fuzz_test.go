package siterules

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// documentOf returns a document whose blocks are lines.
func documentOf(text string) *document.Document {
	doc := &document.Document{Text: text, Source: text}
	at := 0
	for line := range strings.SplitSeq(text, "\n") {
		from := at + len(line) - len(strings.TrimLeft(line, " "))
		if to := at + len(strings.TrimRight(line, " ")); from < to {
			doc.Blocks = append(doc.Blocks, document.Block{Span: document.Span{Start: from, End: to}})
		}
		at += len(line) + 1
	}
	return doc
}

// FuzzRulesForText holds: no file and no text breaks anything. What rules select lies in the
// text, between characters, and the files of a set make it again.
func FuzzRulesForText(f *testing.F) {
	f.Add("site a.example\nremove related: line begins \"Read more\"\nkeep: inside \"a*b?c\"\n", "Read more: x\na b c")
	f.Add("everywhere\nremove: lines from \"a\" until ends \"b\" within 3 lines\ntitle: line ends \"x\" exact\ntest \"a\" removed \"b\" kept", "a\nc\nb x")
	f.Add("everywhere\nbyline: line like \"By * for *\"\npublished: inside \"Stand: *\"\nremove: inside \"* x\"", "By Ada for B\nfoo Stand: 4.3.2026\nx x x")
	f.Add("everywhere\nremove: line contains \"é\", “„”\n# x", "Cafe\u0301\n…..\u200b.")
	f.Fuzz(func(t *testing.T, rules, text string) {
		if !utf8.ValidString(text) || len(text) > 2000 || len(rules) > 2000 {
			t.Skip()
		}
		s, err := FromFiles(map[string][]byte{"a.rules": []byte(rules)})
		if err != nil {
			if _, ok := err.(Problems); !ok || s != nil {
				t.Fatalf("error %T %v beside %v", err, err, s)
			}
			return
		}
		if again, err := FromFiles(s.Files()); err != nil || again.Digest() != s.Digest() {
			t.Fatalf("made again: %v", err)
		}
		s.Test()
		doc := documentOf(text)
		for _, host := range []string{"a.example", ""} {
			s.For(host, "a-example").Lines(doc)
		}
		for _, r := range doc.Ruled {
			if r.Span.Start < 0 || r.Span.End > len(text) || r.Span.Len() <= 0 || !utf8.ValidString(text[r.Span.Start:r.Span.End]) || r.Where == "" || r.Rule == "" {
				t.Fatalf("selects %+v of %q", r, text)
			}
		}
	})
}

// FuzzGlob compares globs with a plain search that tries all.
func FuzzGlob(f *testing.F) {
	for _, seed := range [][2]string{{"a*b", "aab"}, {"*a*", "bab"}, {"?a?", "éaé"}, {"a*a*a", "aaaa"}, {"*ab*ab", "ababab"}, {"a?*b", "acb"}, {"**", ""}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 8 || len(text) > 12 || !utf8.ValidString(pattern) || !utf8.ValidString(text) || strings.ContainsAny(pattern+text, "\ue000\ue001") {
			t.Skip()
		}
		marked := strings.NewReplacer("*", string(anyText), "?", string(anyChar)).Replace(pattern)
		g := newGlob(marked, false)
		if _, got := g.whole([]byte(text), nil); got != matches([]rune(marked), []rune(text)) {
			t.Fatalf("%q like %q: %t", text, pattern, got)
		}
	})
}

func matches(pattern, text []rune) bool {
	switch {
	case len(pattern) == 0:
		return len(text) == 0
	case pattern[0] == anyText:
		return matches(pattern[1:], text) || len(text) > 0 && matches(pattern, text[1:])
	case len(text) == 0:
		return false
	}
	return (pattern[0] == anyChar || pattern[0] == text[0]) && matches(pattern[1:], text[1:])
}

// TestHostileTextsEnd has rules and texts that invite a search of many ways.
func TestHostileTextsEnd(t *testing.T) {
	line := strings.Repeat("ab", 1<<18)
	var rules strings.Builder
	rules.WriteString("everywhere\n")
	for _, form := range []string{"line like", "inside"} {
		rules.WriteString("remove: " + form + " \"*a*b*a*b*a*c*d\"\nremove: " + form + " \"a?b?a?b?*x\"\nremove: " + form + " \"" + strings.Repeat("?", 400) + "ab*c\"\nremove: " + form + " \"" + strings.Repeat("ab", 200) + "?c*\"\n")
	}
	rules.WriteString("remove: line contains \"" + strings.Repeat("ab", 240) + "c\"\nremove: line ends \"ba\"\n")
	s := mustLoad(t, map[string]string{"a.rules": rules.String()})
	start := time.Now()
	s.For("", "").Lines(documentOf(line))
	const most = 20 * time.Second // some hundred times what it takes on a machine at rest
	if took := time.Since(start); took > most {
		t.Errorf("one line of %d bytes took %s", len(line), took)
	}
}
