package broker_test

import (
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestAScrapersReceiptsLieInNoStream has a scraper want the server's receipts for
// raw documents on subjects of other streams. The server, which may do everything,
// would put them there: as a state record one stops the workers.
func TestAScrapersReceiptsLieInNoStream(t *testing.T) {
	s, topology := streamtest.Accounts(t), broker.DefaultTopology()
	operator, err := broker.JetStream(streamtest.As(t, s, "operator"))
	if err != nil {
		t.Fatal(err)
	}
	if err := topology.Apply(t.Context(), operator); err != nil {
		t.Fatal(err)
	}
	scraper := streamtest.As(t, s, "scraper")
	replies := []string{topology.CleanPrefix + ".a", topology.StatePrefix + ".1", "$KV." + topology.Workers + ".me", "winnow.dead.a"}
	for _, reply := range replies {
		if err := scraper.PublishMsg(&nats.Msg{Subject: topology.RawSubject("a"), Reply: reply, Data: []byte("text")}); err != nil {
			t.Fatal(err)
		}
	}
	// Its own inbox has its receipt, and by then the others would be where they were to go.
	receipt, err := scraper.Request(topology.RawSubject("a"), []byte("text"), streamtest.Patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("a receipt: %s", receipt.Data)
	for name, want := range map[string]uint64{
		topology.RawStream: uint64(len(replies)) + 1, topology.CleanStream: 0, topology.DeadStream: 0, "KV_" + topology.Workers: 0,
	} {
		of, err := operator.Stream(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if got := of.CachedInfo().State.Msgs; got != want {
			t.Errorf("%s has %d messages, want %d", name, got, want)
		}
	}
}
