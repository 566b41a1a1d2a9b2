package metadata

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestDecodeLoosely(t *testing.T) {
	cases := []struct{ name, script, want string }{
		{"as it should be", `{"a":[1,"b"]}`, `{"a":[1,"b"]}`},
		{"trailing commas", `{"a":[1,2,],}`, `{"a":[1,2]}`},
		{"comments", "{ // one\n\"a\": /* two */ \"//b\" }", `{"a":"//b"}`},
		{"CDATA behind a comment", "//<![CDATA[\n{\"a\":1}\n//]]>", `{"a":1}`},
		{"CDATA in a comment", `/*<![CDATA[*/{"a":1}/*]]>*/`, `{"a":1}`},
		{"an HTML comment", `<!-- {"a":1} -->`, `{"a":1}`},
		{"line ends in a string", "{\"a\":\"b\n\tc\"}", `{"a":"b  c"}`},
		{"quotes in a string", `{"a":"the "b" of c","d":1}`, `{"a":"the \"b\" of c","d":1}`},
		{"an escape that there is not", `{"a":"it\'s"}`, `{"a":"it's"}`},
		{"entities for quotes", `{&quot;a&quot;:&quot;b&quot;}`, `{"a":"b"}`},
		{"a semicolon behind", `{"a":1};`, `{"a":1}`},
		{"cut off", `{"a":["b`, `{"a":["b"]}`},
		{"a bracket too many", `{"a":1}}`, `{"a":1}`},
		{"no JSON", `window.x = 1`, ``},
		{"nothing", ` `, ``},
	}
	for _, c := range cases {
		got := ""
		if values := decodeLoosely(c.script); len(values) > 0 {
			text, err := json.Marshal(values[0])
			if err != nil {
				t.Fatal(err)
			}
			got = string(text)
		}
		if got != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.name, c.script, got, c.want)
		}
	}
}

// TestMendLeavesJSONAlone: what was JSON before means the same after.
func TestMendLeavesJSONAlone(t *testing.T) {
	text := rapid.StringOf(rapid.RuneFrom([]rune("ab ,:\"\\/\n\t{}[];ü")))
	rapid.Check(t, func(t *rapid.T) {
		// A quote before a mark that follows strings can't be told from the
		// string's end; json.Marshal escapes it, so it must survive.
		want := map[string][]string{}
		for range rapid.IntRange(0, 3).Draw(t, "keys") {
			want[text.Draw(t, "key")] = rapid.SliceOfN(text, 1, 3).Draw(t, "values")
		}
		data, err := json.MarshalIndent(want, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		var got map[string][]string
		if err := json.Unmarshal([]byte(mend(string(data))), &got); err != nil {
			t.Fatalf("%s\nmended: %s\n%v", data, mend(string(data)), err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("mending changed it (-want +got):\n%s", diff)
		}
	})
}

// FuzzDecodeLoosely checks that decoding ends, whatever is in the script.
func FuzzDecodeLoosely(f *testing.F) {
	f.Add(`{"a":["b`)
	f.Add(`/*<![CDATA[*/{"a":1,}//`)
	f.Fuzz(func(t *testing.T, script string) { decodeLoosely(script) })
}
