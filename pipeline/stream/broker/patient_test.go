package broker_test

import (
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestAPlanOutlastsAQuestionThatIsDropped lets the server's answers go lost until
// the first question has been put, as in an election, and wants the plan in a few
// seconds, not when the question's own time is over.
func TestAPlanOutlastsAQuestionThatIsDropped(t *testing.T) {
	t.Parallel()
	b := streamtest.NewOpen(t)
	way := streamtest.NewProxy(t, b.Server.URL())
	conn, err := broker.Connect(way.URL(), streamtest.Log(t), nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const patience = time.Minute
	js, err := broker.JetStream(conn, jetstream.WithDefaultTimeout(patience))
	if err != nil {
		t.Fatal(err)
	}
	way.Mute.Store(true)
	time.AfterFunc(time.Second, func() { way.Mute.Store(false) })
	began := time.Now()
	steps, err := b.Topology.Plan(t.Context(), broker.Patient(js))
	if err != nil || len(steps) == 0 {
		t.Fatalf("%d steps, %v", len(steps), err)
	}
	if took := time.Since(began); took > patience/2 {
		t.Errorf("took %s: the question was not put again", took)
	}
}
