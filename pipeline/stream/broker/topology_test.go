package broker_test

import (
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestApplyIsRepeatable(t *testing.T) {
	b := streamtest.New(t) // applied once
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Errorf("a second Apply: %v", err)
	}
}

func TestApplySaysWhatDoesNotFit(t *testing.T) {
	cases := []struct {
		name   string
		stream *jetstream.StreamConfig // made in place of winnow's
		want   []string
	}{
		{name: "other subjects and retention", stream: &jetstream.StreamConfig{
			Name: "WINNOW_RAW", Subjects: []string{"news.*"}, Retention: jetstream.WorkQueuePolicy, Storage: jetstream.MemoryStorage,
		}, want: []string{"stream WINNOW_RAW is there but does not fit", "it takes news.*, not winnow.raw.*", "its retention is WorkQueue, want Limits", "its storage is Memory, want File"}},
		{name: "no acknowledgements", stream: &jetstream.StreamConfig{
			Name: "WINNOW_DEAD", Subjects: []string{"winnow.dead.>"}, NoAck: true,
		}, want: []string{"stream WINNOW_DEAD is there but does not fit", "no_ack"}},
		{name: "subjects in another stream", stream: &jetstream.StreamConfig{
			Name: "OTHER", Subjects: []string{"winnow.clean.>"},
		}, want: []string{"stream WINNOW_CLEAN (winnow.clean.*, winnow.state.*)", "overlap"}},
		{name: "an earlier version's raw stream", stream: &jetstream.StreamConfig{
			Name: "WINNOW_RAW", Subjects: []string{"winnow.raw.*"},
		}, want: []string{"stream WINNOW_RAW is there but does not fit: it has no partitions, as streams of winnow 0.1 had none"}},
		{name: "an earlier version's clean stream", stream: &jetstream.StreamConfig{
			Name: "WINNOW_CLEAN", Subjects: []string{"winnow.clean.*"},
		}, want: []string{"it takes winnow.clean.*, not winnow.state.*", "it takes no atomic batches (allow_atomic)"}},
		{name: "a transform of another kind", stream: &jetstream.StreamConfig{
			Name: "WINNOW_RAW", Subjects: []string{"winnow.raw.*"},
			SubjectTransform: &jetstream.SubjectTransformConfig{Source: "winnow.raw.*", Destination: "other.{{wildcard(1)}}"},
		}, want: []string{"its subject transform goes from winnow.raw.* to other.{{wildcard(1)}}, want"}},
		{name: "state records that would be dropped", stream: &jetstream.StreamConfig{
			Name: "WINNOW_CLEAN", Subjects: []string{"winnow.clean.*", "winnow.state.*"}, AllowAtomicPublish: true,
			MaxMsgs: 1000, Discard: jetstream.DiscardOld, MaxAge: time.Hour, MaxMsgsPerSubject: 5,
		}, want: []string{"it discards old messages when it is full", "its max_age would drop state records", "it keeps 5 messages a subject"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := streamtest.NewBare(t)
			prepare(t, b, c.stream)
			err := b.Topology.Apply(t.Context(), b.JS)
			if err == nil {
				t.Fatal("Apply took it")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Apply = %v\nwant it to say %q", err, want)
				}
			}
		})
	}
}

func prepare(t *testing.T, b *streamtest.Bench, stream *jetstream.StreamConfig) {
	t.Helper()
	if _, err := b.JS.CreateStream(t.Context(), *stream); err != nil {
		t.Fatal(err)
	}
}
