package stream

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestApplyIsRepeatable(t *testing.T) {
	b := newBench(t) // applied once
	if err := b.topology.Apply(t.Context(), b.js); err != nil {
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
			b := newBareBench(t)
			prepare(t, b, c.stream)
			err := b.topology.Apply(t.Context(), b.js)
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

func prepare(t *testing.T, b *bench, stream *jetstream.StreamConfig) {
	t.Helper()
	if _, err := b.js.CreateStream(t.Context(), *stream); err != nil {
		t.Fatal(err)
	}
}

func TestApplyAcceptsWhatAnOperatorChose(t *testing.T) {
	b := newBareBench(t)
	own := jetstream.StreamConfig{
		Name: "WINNOW_RAW", Subjects: []string{"winnow.>"}, MaxAge: time.Hour, MaxMsgs: 1000, Discard: jetstream.DiscardOld,
		SubjectTransform: &jetstream.SubjectTransformConfig{Source: "winnow.raw.*", Destination: "winnow.raw.{{partition(5, 1)}}.{{wildcard(1)}}"},
	}
	if _, err := b.js.CreateStream(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	b.topology.CleanPrefix, b.topology.DeadPrefix, b.topology.StatePrefix = "clean", "dead", "state"
	b.topology.StoryPrefix, b.topology.StoryState = "story", "stories"
	if err := b.topology.Apply(t.Context(), b.js); err != nil {
		t.Errorf("Apply = %v", err)
	}
	b.publish(t, articles(20)...) // in the operator's five partitions
	b.work(t)
	if got := len(b.stored(t, b.topology.CleanStream)); got != 20 {
		t.Errorf("%d clean documents, want 20", got)
	}
}

func TestEveryNameCanBeSet(t *testing.T) {
	b := newBareBench(t)
	b.topology = Topology{
		RawStream: "IN", CleanStream: "OUT", DeadStream: "BAD", RawPrefix: "my.in", CleanPrefix: "my.out", DeadPrefix: "my.bad",
		StatePrefix: "my.state", Workers: "CREW", Partitions: 3, Replicas: 1, Duplicates: time.Minute, Lease: time.Second,
	}
	if err := b.topology.Apply(t.Context(), b.js); err != nil {
		t.Fatal(err)
	}
	raws := []document.Raw{{Content: []byte("a")}, {Content: []byte("b")}, {Content: []byte("c")}}
	b.publish(t, raws...)
	if _, err := b.js.Publish(t.Context(), "my.in.example-org", []byte("panic")); err != nil {
		t.Fatal(err)
	}
	b.work(t)
	for _, msg := range b.stored(t, "OUT") {
		if msg.Subject != "my.out.example-org" {
			t.Errorf("a clean document is on %s", msg.Subject)
		}
	}
	if clean, dead := len(b.stored(t, "OUT")), b.stored(t, "BAD"); clean != 3 || len(dead) != 1 || dead[0].Subject != "my.bad.example-org" {
		t.Errorf("%d clean documents and dead letters %v, want 3 and one", clean, dead)
	}
}

func TestCovers(t *testing.T) {
	cases := []struct {
		pattern, want string
		yes           bool
	}{
		{"winnow.raw.*", "winnow.raw.*", true}, {"winnow.>", "winnow.raw.*", true}, {">", "winnow.raw.*", true},
		{"*.raw.*", "winnow.raw.*", true}, {"winnow.raw.a", "winnow.raw.*", false}, {"winnow.raw", "winnow.raw.*", false},
		{"winnow.raw.*.*", "winnow.raw.*", false}, {"winnow.raw.*", "winnow.raw.>", false}, {"winnow.raw.>", "winnow.raw.>", true},
		{"winnow.raw.>", "winnow.raw", false},
	}
	for _, c := range cases {
		if got := covers(c.pattern, c.want); got != c.yes {
			t.Errorf("covers(%q, %q) = %v", c.pattern, c.want, got)
		}
	}
}

func TestServersAreAskedHowOldTheyAre(t *testing.T) {
	for text, want := range map[string]struct{ old, slow bool }{
		"2.10.22": {true, true}, "2.11.99": {true, true}, "2.12.0": {false, true}, "2.15.1": {false, true}, "2.15.2-RC.1": {}, "2.15.2": {}, "3.0.0": {},
	} {
		v, err := parseVersion(text)
		if err != nil || v.before(oldestServer) != want.old || v.before(oldestBatchSync) != want.slow {
			t.Errorf("version %s: read as %s (%v), which is too old %v, syncs each message %v", text, v, err, v.before(oldestServer), v.before(oldestBatchSync))
		}
		log := &said{}
		adviseOn(v, slog.New(slog.NewTextHandler(log, nil)))
		if told := strings.Contains(log.all(), "2.15.2"); told != want.slow {
			t.Errorf("of version %s it says %q", text, log.all())
		}
	}
	if v, err := parseVersion("devel"); err == nil {
		t.Errorf("devel is read as %s", v)
	}
}
