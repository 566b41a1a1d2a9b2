package record

import "testing"

func TestColumns(t *testing.T) {
	for _, c := range []struct {
		line string
		most int
		want string
	}{
		{"short", 5, "short"},
		{"shorter", 5, "shor…"},
		{"末班车上的图书馆", 16, "末班车上的图书馆"},
		{"末班车上的图书馆", 9, "末班车上…"},
		{"末班车上的图书馆", 8, "末班车…"},
		{"e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"\x1b[31mred\x07\u202e", 10, "[31mred"},
		{"", 0, ""},
	} {
		if got := Columns(c.line, c.most); got != c.want {
			t.Errorf("Columns(%q, %d) = %q, want %q", c.line, c.most, got, c.want)
		}
	}
}
