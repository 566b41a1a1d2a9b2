package record

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParagraphsThatAreMarkedAreNotADocumentsOwn(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"none marked": {`"paragraphs": [{"text": "One.", "start": 0, "end": 4}]`, []string{"One."}},
		"the second marked": {
			`"paragraphs": [{"text": "One.", "start": 0, "end": 4}, {"text": "Two.", "start": 6, "end": 10}, {"text": "Three.", "start": 12, "end": 18}],
			"marked": [{"start": 6, "end": 10}]`,
			[]string{"One.", "Three."}},
		"a removed span before it": {
			`"paragraphs": [{"text": "Two.", "start": 9, "end": 13}], "marked": [{"start": 6, "end": 13}]`, []string{}},
		"half of two joined lines": {
			`"paragraphs": [{"text": "One. Two.", "start": 0, "end": 10}], "marked": [{"start": 0, "end": 5}]`, []string{"One. Two."}},
		"one mark over two": {
			`"paragraphs": [{"text": "One.", "start": 0, "end": 4}, {"text": "Two.", "start": 6, "end": 10}], "marked": [{"start": 0, "end": 10}]`, []string{}},
		"only text": {`"text": "One.\n\nTwo."`, []string{"One.", "Two."}},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := ParseClustered(nil, []byte(`{"schema": "winnow.clean.v1", "id": "a", `+c.body+`}`))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, doc.Own()); diff != "" {
				t.Errorf("own paragraphs (-want +got):\n%s", diff)
			}
		})
	}
}
