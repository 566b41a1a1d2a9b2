package operate

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Feed publishes one raw document, in an envelope, to the subject of its site
// (one subject token, empty when unknown), and returns when the server has
// stored it.
func Feed(ctx context.Context, js jetstream.JetStream, topology broker.Topology, site string, raw document.Raw) error {
	if site == "" {
		site = broker.NoSite
	}
	body, err := record.Wrap(raw).Marshal()
	if err != nil {
		return fmt.Errorf("document %s: %w", raw.ID, err)
	}
	_, err = js.PublishMsg(ctx, &nats.Msg{
		Subject: topology.RawSubject(site),
		Header:  nats.Header{record.HeaderContentType: {record.EnvelopeType}},
		Data:    body,
	})
	if err != nil {
		return fmt.Errorf("document %s: %w", raw.ID, err)
	}
	return nil
}
