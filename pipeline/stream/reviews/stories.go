package reviews

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Story is a group of near-duplicates of which one at least is a site's.
type Story struct {
	Cluster        string
	Representative string         // id of the document that represents it
	Documents      []record.Story // what was said last of each of its documents, in the order in which they came
}

// storyRecords is how many of the last records are read.
const storyRecords = 50_000

// StoriesOf returns the stories that the documents of a site are in together with others,
// those with the most documents first, out of the last records of the stream of stories.
// Without such a stream there are none.
func StoriesOf(ctx context.Context, js jetstream.JetStream, topology broker.Topology, site string) ([]Story, error) {
	if topology.StoryStream == "" {
		return nil, nil
	}
	stream, err := js.Stream(ctx, topology.StoryStream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", topology.StoryStream, err)
	}
	state := stream.CachedInfo().State
	after := max(state.FirstSeq, 1) - 1
	if state.LastSeq > storyRecords {
		after = max(after, state.LastSeq-storyRecords)
	}
	last := make(map[string]record.Story) // by document
	came := make(map[string]int)
	p := part{js: js, log: slog.New(slog.DiscardHandler), stream: topology.StoryStream, subjects: topology.StoryPrefix + ".*", after: after, to: state.LastSeq}
	err = p.read(ctx, func(msg jetstream.Msg, _ *jetstream.MsgMetadata) bool {
		var s record.Story
		if json.Unmarshal(msg.Data(), &s) == nil && s.Schema == record.StorySchema {
			if _, known := came[s.ID]; !known {
				came[s.ID] = len(came)
			}
			last[s.ID] = s
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	return storiesOf(site, last, came), nil
}

// storiesOf groups documents by their clusters.
func storiesOf(site string, last map[string]record.Story, came map[string]int) []Story {
	clusters := make(map[string]*Story)
	ours := make(map[string]bool)
	for _, s := range last {
		name := s.Duplicates.Cluster
		c := clusters[name]
		if c == nil {
			c = &Story{Cluster: name, Representative: s.Duplicates.Representative}
			clusters[name] = c
		}
		c.Documents = append(c.Documents, s)
		ours[name] = ours[name] || s.Site == site
	}
	maps.DeleteFunc(clusters, func(name string, c *Story) bool { return !ours[name] || len(c.Documents) < 2 })
	all := make([]Story, 0, len(clusters))
	for _, c := range clusters {
		slices.SortFunc(c.Documents, func(a, b record.Story) int { return cmp.Compare(came[a.ID], came[b.ID]) })
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b Story) int {
		return cmp.Or(cmp.Compare(len(b.Documents), len(a.Documents)), cmp.Compare(a.Cluster, b.Cluster))
	})
	return all
}
