package metadata

import "testing"

func TestFirstPartBehindWideBars(t *testing.T) {
	for title, want := range map[string]string{
		"戒菸口香糖 美研究：無效｜生活萬象｜中時樂活": "戒菸口香糖 美研究：無效",
		"｜觀點｜老橋關閉到春天":            "｜觀點｜老橋關閉到春天", // opens with one: nothing stands before it
	} {
		if got := firstPart(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

func TestLabelsAreNoNames(t *testing.T) {
	for _, label := range []string{"の目", "一覧", "Text Size"} {
		if got := cleanName(label); got != "" {
			t.Errorf("%q: %q", label, got)
		}
	}
}
