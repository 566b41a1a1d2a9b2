package stream

import (
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
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
		worker *jetstream.ConsumerConfig
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
		}, want: []string{"stream WINNOW_CLEAN (winnow.clean.*)", "overlap"}},
		{name: "a consumer that gives up", worker: &jetstream.ConsumerConfig{
			Durable: "winnow", AckPolicy: jetstream.AckAllPolicy, MaxDeliver: 3, FilterSubject: "winnow.raw.a",
		}, want: []string{"consumer winnow of stream WINNOW_RAW is there but does not fit", "its ack policy is AckAll, want AckExplicit",
			"it filters winnow.raw.a, not winnow.raw.*", "it gives up after 3 deliveries"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBareBench(t)
			prepare(t, b, c.stream, c.worker)
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

func prepare(t *testing.T, b *bench, stream *jetstream.StreamConfig, worker *jetstream.ConsumerConfig) {
	t.Helper()
	if stream != nil {
		if _, err := b.js.CreateStream(t.Context(), *stream); err != nil {
			t.Fatal(err)
		}
	}
	if worker == nil {
		return
	}
	if err := b.topology.Apply(t.Context(), b.js); err != nil {
		t.Fatal(err)
	}
	if err := b.js.DeleteConsumer(t.Context(), "WINNOW_RAW", "winnow"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.js.CreateConsumer(t.Context(), "WINNOW_RAW", *worker); err != nil {
		t.Fatal(err)
	}
}

func TestApplyAcceptsWhatAnOperatorChose(t *testing.T) {
	b := newBareBench(t)
	own := jetstream.StreamConfig{
		Name: "WINNOW_RAW", Subjects: []string{"winnow.>"}, MaxAge: time.Hour, MaxMsgs: 1000, Discard: jetstream.DiscardOld,
	}
	if _, err := b.js.CreateStream(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	b.topology.CleanPrefix, b.topology.DeadPrefix = "clean", "dead"
	if err := b.topology.Apply(t.Context(), b.js); err != nil {
		t.Errorf("Apply = %v", err)
	}
}

func TestEveryNameCanBeSet(t *testing.T) {
	b := newBareBench(t)
	b.topology = Topology{
		RawStream: "IN", CleanStream: "OUT", DeadStream: "BAD", RawPrefix: "my.in", CleanPrefix: "my.out", DeadPrefix: "my.bad",
		Consumer: "cleaners", Replicas: 1, Duplicates: time.Minute, AckWait: time.Second,
	}
	if err := b.topology.Apply(t.Context(), b.js); err != nil {
		t.Fatal(err)
	}
	raws := articles(3)
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
