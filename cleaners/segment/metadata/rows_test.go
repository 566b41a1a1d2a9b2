package metadata

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// streamedPage is a page without an article that streams rows, in pieces of so
// many bytes.
func streamedPage(rows string, size int) string {
	var page strings.Builder
	page.WriteString(`<h1>Bridge to close</h1><p>Log in</p><script>(self.__next_f=self.__next_f||[]).push([0])</script>`)
	for start := 0; start < len(rows); start += size {
		piece, err := json.Marshal(rows[start:min(len(rows), start+size)]) // escapes the signs of tags, as Next.js does
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(&page, "<script>self.__next_f.push([1,%s])</script>", piece)
	}
	return page.String()
}

func TestBodiesInStreamedData(t *testing.T) {
	want, quoted := threeParagraphs()
	inHTML := "<p>" + strings.Join(want, "</p><p>") + "</p>"
	elements := quoted(`["$","p",null,{"className":"x","children":["`, `",["$","br",null,{}]]}]`)
	meta := `["$","meta","1",{"name":"description","content":"` + want[0] + `"}],["$","meta","2",{"property":"og:description","content":"` + want[1] +
		`"}],["$","meta","3",{"name":"twitter:description","content":"` + want[2] + `"}]`
	for name, c := range map[string]struct {
		rows string
		want []string
	}{
		"properties of a component": {"1:I[7,[],\"\"]\n0:[\"$\",\"$L1\",null,{\"article\":{\"body\":[" + quoted(`{"type":"p","text":"`, `"}`) + "]}}]\n", want},
		"HTML in a row of text":     {fmt.Sprintf("0:[\"$\",\"$L1\",null,{\"post\":{\"html\":\"$2\"}}]\n2:T%x,%s3:null\n", len(inHTML), inHTML), want},
		"inner HTML":                {fmt.Sprintf("0:[\"$\",\"div\",null,{\"dangerouslySetInnerHTML\":{\"__html\":\"$2\"}}]\n2:T%x,%s", len(inHTML), inHTML), want},
		"elements, rows away":       {"0:[\"$\",\"main\",null,{\"children\":\"$L4\"}]\n4:[\"$\",\"article\",null,{\"children\":[" + elements + "]}]\n", want},
		"what the head says":        {"0:[\"$\",\"head\",null,{\"children\":[" + meta + "]}]\n", nil},
		"an aside":                  {"0:[\"$\",\"aside\",null,{\"children\":[" + elements + "]}]\n", nil},
		"related, rows away":        {"0:{\"related\":\"$4\"}\n4:[" + quoted(`{"text":"`, `"}`) + "]\n", nil},
		"led to by nothing":         {"0:{\"body\":\"$3\"}\n4:[" + quoted(`{"text":"`, `"}`) + "]\n", nil},
		"rows in a ring":            {"0:{\"body\":\"$1\"}\n1:{\"body\":\"$0\"}\n", nil},
		"no rows":                   {"\n\n:::\nT5,abc\n0T:xx\n0:T", nil},
		"a text cut off":            {fmt.Sprintf("0:{\"body\":\"$2\"}\n2:T%x,%s And the", len(inHTML)+500, strings.Join(want, "\n")), []string{want[0], want[1], want[2] + " And the"}},
	} {
		for _, size := range []int{1 << 20, 100, 7} {
			got := finderOf(t, streamedPage(c.rows, size)).AppBody()
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s, in pieces of %d bytes (-want +got):\n%s", name, size, diff)
			}
		}
	}
}

// FuzzRows checks that the answer depends on the rows alone.
func FuzzRows(f *testing.F) {
	f.Add("0:[\"$\",\"main\",null,{\"children\":\"$L4\"}]\n4:[\"$\",\"p\",null,{\"children\":[\"a. b\",\"$5\"]}]\n5:T3,c. ")
	f.Add("0:{\"body\":\"$0\",\"text\":[\"$$1. x\",\"$1\",[\"$\"]]}\n1:[[[[\"$\",\"$L1\",null,{}]]]]\n:HL[1]\n")
	f.Fuzz(func(t *testing.T, rows string) {
		if len(rows) > 1<<14 {
			return
		}
		find := func() []string {
			var found bodySearch
			stream := readRows(rows)
			stream.body(&found)
			return found.paragraphs
		}
		if diff := cmp.Diff(find(), find()); diff != "" {
			t.Errorf("read twice:\n%s", diff)
		}
	})
}
