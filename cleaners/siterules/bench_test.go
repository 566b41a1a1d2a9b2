package siterules

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// BenchmarkLines compares the lines of a document with the rules of its site.
func BenchmarkLines(b *testing.B) {
	for name, line := range map[string]string{
		"Latin":   "The harbour bridge closes to all traffic in May, the city said on Thursday, so that its cables can be replaced one by one.",
		"German":  "Die Hafenbrücke wird im Mai für ein ganzes Jahr gesperrt, teilte die Stadt mit, „damit“ ihre neunzig Jahre alten Seile ersetzt werden.",
		"Russian": "Портовый мост закроют для движения в мае, сообщили в четверг городские власти, чтобы заменить один за другим его тросы.",
		"Chinese": "市政府星期四表示，港口大桥将于五月起对所有车辆封闭，以便逐一更换使用了九十年的钢缆。",
	} {
		doc := &document.Document{}
		var text strings.Builder
		for range 40 {
			start := text.Len()
			text.WriteString(line)
			doc.Blocks = append(doc.Blocks, document.Block{Span: document.Span{Start: start, End: text.Len()}})
			text.WriteByte('\n')
		}
		doc.Text = text.String()
		for form, rules := range map[string]string{
			"begins": "remove: line begins \"Read more:\", \"See also\"",
			"all":    "remove: line begins \"Read more:\"\nremove: line ends \"on Twitter\"\nremove: line contains \"sign up\"\nremove: inside \"(Photo: *)\"\nremove: line like \"Tags: * | *\"",
		} {
			set := mustLoad(b, map[string]string{"a.rules": "everywhere\n" + rules})
			b.Run(name+"/"+form, func(b *testing.B) {
				b.SetBytes(int64(len(doc.Text)))
				b.ReportAllocs()
				for b.Loop() {
					set.For("a.example", "a-example").Lines(doc)
					doc.Ruled = nil
				}
			})
		}
	}
}
