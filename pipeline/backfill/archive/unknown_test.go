package archive

import (
	"errors"
	"strings"
	"testing"
)

func TestWhatIsPackedOtherwiseSaysSo(t *testing.T) {
	cases := []struct{ name, head, want string }{
		{"zip", "PK\x03\x04\x14\x00", "it is a ZIP file"},
		{"tar", "crawl/a.html" + strings.Repeat("\x00", 245) + "ustar\x00", "it is a tar file"},
		{"lz4", "\x04\x22\x4d\x18\x40\x40", "it is packed with lz4"},
	}
	for _, c := range cases {
		err := unknown([]byte(c.head))
		if errors.Is(err, errUnknown) || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	for _, head := range []string{"", "\x89PNG\r\n\x1a\n\x00", "PK"} {
		if err := unknown([]byte(head)); !errors.Is(err, errUnknown) {
			t.Errorf("%q: %v, want %v", head, err, errUnknown)
		}
	}
}

func TestAFieldThatIsNotThereIsNamed(t *testing.T) {
	line := []byte(`{"link": "u", "page": {"html": "x", "at": 1}}`)
	_, err := openLine(line, &Options{Fields: map[string]string{"content": "page.htm"}})
	const want = `there is nothing in "page.htm", which should be the content; its fields are link, page.at, page.html: say which is the content with --field content=NAME`
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}

func TestAFileNameIsNoOutlet(t *testing.T) {
	if raw := rawPage("pages/a.html", []byte("x")); raw.ID != "pages/a.html" || raw.Source != "" {
		t.Errorf("id %q, source %q; want the name, and none", raw.ID, raw.Source)
	}
}
