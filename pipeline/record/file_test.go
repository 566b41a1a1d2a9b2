package record

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// A line with a file's name is the same document, and says the name.
func TestWithFileAddsANameAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		line, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		name := rapid.SampledFrom([]string{"a.txt", "pages/ä \"b\"\\.html", "stdin"}).Draw(t, "name")
		named, err := WithFile(line, name)
		if err != nil {
			t.Fatal(err)
		}
		var got, want map[string]any
		if err := json.Unmarshal(named, &got); err != nil {
			t.Fatalf("%v\n%s", err, named)
		}
		if err := json.Unmarshal(line, &want); err != nil {
			t.Fatal(err)
		}
		want["file"] = name
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestWithFileTakesLedgersAndNothingElse(t *testing.T) {
	ledger, err := NewLedger(&document.Clean{ID: "a"}, testBuild).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := WithFile(ledger, "a.txt"); err != nil {
		t.Error(err)
	}
	for _, line := range []string{"", "{}", `{"schema":"winnow.raw.v1","id":""}`} {
		if got, err := WithFile([]byte(line), "a.txt"); err == nil {
			t.Errorf("%q becomes %q", line, got)
		}
	}
}
