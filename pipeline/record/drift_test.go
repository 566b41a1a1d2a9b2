package record

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestDriftConforms(t *testing.T) {
	want := Drift{
		Schema: DriftSchema, Site: "courier-example", Since: "2026-03-21T06:00:00Z", Sequence: 900,
		Measures: []DriftMeasure{{Measure: "byline", Was: .97, Is: 0, Low: .88, High: 1, Documents: 9}},
		Before:   []DriftDocument{{ID: "a", URL: "https://www.courier.example/a", Title: "Ferry", Published: "2026-03-20", Sequence: 880, Rules: "r1", Values: map[string]float64{"byline": 1}}},
		After:    []DriftDocument{{ID: "b", Sequence: 895}},
	}
	line, err := want.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if err := conforms(t, DriftJSONSchema, line); err != nil {
		t.Errorf("%s: %v", line, err)
	}
	got, err := ParseDrift(line)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("read again: %v (-want +got):\n%s", err, diff)
	}
	for _, change := range [][2]string{{"winnow.drift.v1", "winnow.drift.v2"}, {`"measure":"byline"`, `"measure":"weather"`}, {`"since":`, `"when":`}, {`"id":"b"`, `"name":"b"`}} {
		broken := strings.Replace(string(line), change[0], change[1], 1)
		if conforms(t, DriftJSONSchema, []byte(broken)) == nil {
			t.Errorf("the schema allows %s", broken)
		}
	}
	if _, err := ParseDrift([]byte(`{"schema": "winnow.story.v1"}`)); err == nil {
		t.Error("a story is read as drift")
	}
}

func TestADriftDocumentIsReadFromACleanOne(t *testing.T) {
	clean := NewClean(&document.Clean{ID: "a", URL: "https://www.courier.example/a", Title: "Ferry", Published: "2026-03-20"}, Build{Version: "1", Rules: "r1"})
	body, err := clean.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseDriftDocument(nil, body)
	want := DriftDocument{ID: "a", URL: "https://www.courier.example/a", Title: "Ferry", Published: "2026-03-20", Rules: "r1"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := ParseDriftDocument(nil, []byte(`{"schema": "other"}`)); err == nil {
		t.Error("another form is read")
	}
}
