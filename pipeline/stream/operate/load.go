package operate

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Loaded counts what Load did.
type Loaded struct {
	Sites   int
	Nothing int // sites of which nothing was known that could be taken
	Records int
}

// loadShare of the largest message is what the changes of one record take at most,
// in base64 and with all that a record has besides; one site may always pass.
const loadShare = 4

// Load puts what another memory knows of some sites into the memories of their
// partitions, by records that follow the last ones, as Teach does. Workers go on
// meanwhile. When it is stopped, some sites are loaded; to load them again changes
// nothing.
func Load(ctx context.Context, js jetstream.JetStream, topology broker.Topology, from *memory.Sites, sites []string) (done Loaded, err error) {
	p, err := openPartitions(ctx, js, topology)
	if err != nil {
		return done, err
	}
	most := broker.LargestMessage(js, p.Clean) / loadShare
	of := make(map[int][]string)
	for _, site := range sites {
		number := p.Topology.PartitionOf(site)
		of[number] = append(of[number], site)
	}
	for _, number := range slices.Sorted(maps.Keys(of)) {
		log := p.Log(number)
		for rest := of[number]; len(rest) > 0; {
			var delta memory.Delta
			taken, n := 0, 0
			for n < len(rest) && (n == 0 || len(delta.Bytes()) < most) {
				if delta.Merge(rest[n], from) {
					taken++
				}
				n++
			}
			if taken > 0 {
				if _, err := teach(ctx, js, log, &delta); err != nil {
					return done, fmt.Errorf("%s: %w", log.What, err)
				}
				done.Records++
			}
			done.Sites, done.Nothing, rest = done.Sites+taken, done.Nothing+n-taken, rest[n:]
		}
	}
	return done, nil
}
