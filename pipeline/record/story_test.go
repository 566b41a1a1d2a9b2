package record

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStoriesConform(t *testing.T) {
	for name, story := range map[string]Story{
		"new": {Schema: StorySchema, ID: "a", Event: "new", Duplicates: Duplicates{Cluster: ClusterOf("a"), Representative: "a"}},
		"joined": {Schema: StorySchema, ID: "b", URL: "https://example.org/b", Site: "example-org", Revision: "r", Sequence: 7, Event: "joined",
			Duplicates: Duplicates{Of: "a", Cluster: ClusterOf("a"), Representative: "a", Within: 1, Holds: 0.51, Dateline: "dpa"}},
		"moved": {Schema: StorySchema, ID: "a", Event: "representative", Was: ClusterOf("a"), Duplicates: Duplicates{Cluster: ClusterOf("0"), Representative: "0"}},
	} {
		line, err := story.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if err := conforms(t, StoryJSONSchema, line); err != nil {
			t.Errorf("%s: %s: %v", name, line, err)
		}
		for _, change := range [][2]string{{story.Event, "old"}, {"winnow.story.v1", "winnow.story.v2"}, {`"representative":`, `"head":`}} {
			broken := strings.Replace(string(line), change[0], change[1], 1)
			if conforms(t, StoryJSONSchema, []byte(broken)) == nil {
				t.Errorf("%s: the schema allows %s", name, broken)
			}
		}
	}
}

func TestAClusterIsNamedAfterItsRepresentative(t *testing.T) {
	if diff := cmp.Diff("ca978112ca1bbdca", ClusterOf("a")); diff != "" { // the beginning of the SHA-256 of "a"
		t.Errorf("(-want +got):\n%s", diff)
	}
}
