package stream

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestTheStateSchemaIsTrue holds every record of a run that wrote snapshots
// against the published schema, and a few that must not pass.
func TestTheStateSchemaIsTrue(t *testing.T) {
	b := newMemoryBench(t)
	raws := daily(60)
	b.Publish(t, raws...)
	b.workRecalling(t, WorkOptions{Recurring: memory.RecurringOn, SnapshotEvery: 3, Pipeline: pipeline.Options{BatchSize: 4}})
	schema := compiled(t, record.StateJSONSchema)
	s, err := b.JS.Stream(t.Context(), b.Topology.CleanStream)
	if err != nil {
		t.Fatal(err)
	}
	subject := b.Topology.StateSubject(b.Topology.PartitionOf(streamtest.SiteOf(raws[0])))
	var last []byte
	for sequence := uint64(1); ; sequence++ {
		msg, err := s.GetMsg(t.Context(), sequence, jetstream.WithGetMsgSubject(subject))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		sequence, last = msg.Sequence, msg.Data
		if err := validates(schema, last); err != nil {
			t.Errorf("%s: %v", last, err)
		}
	}
	if !strings.Contains(string(last), `"snapshot":`) {
		t.Fatalf("the last record has no snapshot: %s", last)
	}
	for _, change := range [][2]string{{`"sequence":`, `"at":`}, {`"winnow.state.v1"`, `"winnow.state.v2"`}, {`"messages":`, `"pieces":`}} {
		if broken := strings.Replace(string(last), change[0], change[1], 1); validates(schema, []byte(broken)) == nil {
			t.Errorf("the schema allows %s", change[1])
		}
	}
}

func compiled(t *testing.T, schema []byte) *jsonschema.Schema {
	t.Helper()
	source, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", source); err != nil {
		t.Fatal(err)
	}
	s, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validates(schema *jsonschema.Schema, line []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}
