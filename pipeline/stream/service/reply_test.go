package service

import (
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/ask"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestWhoAsksCannotHaveTheWorkerPublishElsewhere asks as the user asker of
// deploy/nats for answers on subjects that the worker may publish to and the asker
// may not. The server checks where a message goes and not where its answer is to
// go, so the service must.
func TestWhoAsksCannotHaveTheWorkerPublishElsewhere(t *testing.T) {
	server := streamtest.Accounts(t)
	topology := streamtest.QuickTopology()
	operator, err := jetstream.New(streamtest.As(t, server, "operator"))
	if err != nil {
		t.Fatal(err)
	}
	if err := topology.Apply(t.Context(), operator); err != nil {
		t.Fatal(err)
	}
	asker := streamtest.As(t, server, "asker")
	s := start(t, streamtest.As(t, server, "worker"), streamtest.Fake{}, ask.Options{})
	request(t, asker, "text", "Content-Type: text/plain") // the service is there
	for _, reply := range []string{"winnow.clean.forged", "winnow.state.1", "$KV.WINNOW_WORKERS.forged"} {
		for _, body := range []string{"text", ""} {
			if err := asker.PublishMsg(&nats.Msg{Subject: subject, Reply: reply, Header: nats.Header{"Content-Type": {"text/plain"}}, Data: []byte(body)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	request(t, asker, "text", "Content-Type: text/plain") // the others came before it
	if err := s.Close(t.Context()); err != nil {          // and whatever was to be said to them is said
		t.Fatal(err)
	}
	if got := s.counts.stats().Refused[ask.ReasonRequest]; got != 6 {
		t.Errorf("%d requests were refused for where their answers were to go, want 6", got)
	}
	for _, name := range []string{topology.CleanStream, "KV_" + topology.Workers} {
		of, err := operator.Stream(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if n := of.CachedInfo().State.LastSeq; n > 0 {
			m, err := of.GetMsg(t.Context(), n)
			t.Errorf("%s took %d messages that an asker had a worker write, the last one on %s (%v)", name, n, m.Subject, err)
		}
	}
}
