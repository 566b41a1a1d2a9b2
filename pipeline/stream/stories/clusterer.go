package stories

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
	"github.com/winnow-news/winnow/pipeline/stream/members"
)

// clusterer says which documents are one story. One goroutine uses it, but for
// what says otherwise.
type clusterer struct {
	js       jetstream.JetStream
	topology broker.Topology
	options  Options
	clean    jetstream.Stream
	name     string // of this process
	trouble  *broker.Outage
	journal  *journal.Owner[progress, memory.Stories]
}

// The bounds of one batch. The server takes 1,000 messages.
const (
	batchDocuments = 256 // each takes some 350 bytes of the state record
	batchMessages  = 900
	batchDelay     = 50 * time.Millisecond // how long a batch waits to fill
	pullSize       = 256
)

func newClusterer(ctx context.Context, js jetstream.JetStream, topology broker.Topology, options Options) (*clusterer, error) {
	if topology.StoryStream == "" {
		return nil, errors.New("there is no stream for stories")
	}
	if options.Observer == nil {
		options.Observer = noopObserver{}
	}
	clean, err := topology.Open(ctx, js, topology.CleanStream)
	if err != nil {
		return nil, err
	}
	stories, err := topology.Open(ctx, js, topology.StoryStream)
	if err != nil {
		return nil, err
	}
	c := &clusterer{
		js: js, topology: topology, options: options, clean: clean, name: members.NewName(),
		trouble: broker.NewOutage(options.Log, "cannot cluster stories", js.Conn()),
	}
	c.trouble.Stream = topology.StoryStream
	c.journal = journal.NewOwner(js, c.log(stories), journal.OwnerOptions[progress]{
		Writer: c.name, Hooks: options.Faults,
		Sign: func(next *progress) { next.Worker = c.name },
		Tidy: tidying(options, broker.LargestMessage(js, stories)),
	})
	return c, nil
}

// reader returns a reader of some subjects of a stream.
func (c *clusterer) reader(what, stream, subjects string, last uint64) *broker.Reader {
	return &broker.Reader{
		JS: c.js, What: what, Stream: stream, Subjects: subjects, Last: last, Size: pullSize,
		Large: make(chan struct{}, 1), Trouble: c.trouble,
	}
}

// cluster takes up what is stored and goes on with every document after it. It
// ends with an error, that of ctx or one after which what is stored must be taken
// up again.
func (c *clusterer) cluster(ctx context.Context) error {
	if err := c.takeUp(ctx); err != nil {
		return err
	}
	known, after := c.journal.Memory(), c.journal.Fence().Head.Sequence
	c.options.Log.Info("clustering stories", "articles", known.Len(), "from", c.topology.CleanStream, "after", after)
	reading, stop := context.WithCancel(ctx)
	articles := make(chan *article, batchDocuments)
	var tasks sync.WaitGroup
	defer tasks.Wait()
	defer stop()
	r := c.reader("clean documents", c.topology.CleanStream, c.topology.CleanSubjects(), after)
	tasks.Go(func() {
		r.Run(reading, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
			select {
			case articles <- readArticle(msg, meta):
				return true
			case <-reading.Done():
				return false
			}
		})
	})
	for {
		batch, err := gather(ctx, articles)
		if err != nil {
			return err
		}
		behind := int(batch[len(batch)-1].behind)
		c.options.Observer.Unclustered(behind + len(batch))
		if err := c.clusterBatch(ctx, batch); err != nil {
			return err
		}
		c.options.Observer.Unclustered(behind)
		c.options.Observer.RemembersStories(known.Len(), known.Clusters(), known.Postings(), known.TakeEvicted())
	}
}

// takeUp reads what is stored: memory may have gone beyond it.
func (c *clusterer) takeUp(ctx context.Context) error {
	c.journal.Reset()
	return c.journal.Refresh(ctx)
}

// clusterBatch puts articles into memory and stores what that says of them.
func (c *clusterer) clusterBatch(ctx context.Context, articles []*article) error {
	next := c.next()
	for _, a := range articles {
		if a.broken != nil {
			c.options.Log.Warn("a message that is no clean document is passed over", "stream", c.topology.CleanStream, "sequence", a.sequence, "error", a.broken)
			next.progress.Sequence = a.sequence
			continue
		}
		changes := c.journal.Memory().Put(a.Article)
		c.options.Faults.Reach(faults.StoryPut)
		statements := c.statements(a, changes)
		if len(next.statements)+len(statements) > batchMessages {
			if err := c.store(ctx, next); err != nil {
				return err
			}
			next = c.next()
		}
		// One that moves more articles than a batch holds: those before the last
		// batch are stored without going on, so that nothing is left out when
		// this process dies on the way. They may be stored twice.
		for len(statements) > batchMessages {
			first := c.next()
			first.statements = statements[:batchMessages]
			if err := c.store(ctx, first); err != nil {
				return err
			}
			statements = statements[batchMessages:]
			next = c.next()
		}
		next.statements = append(next.statements, statements...)
		next.documents++
		next.progress.Sequence = a.sequence
		next.delta = memory.AppendArticle(next.delta, a.Article)
	}
	return c.store(ctx, next)
}

// statement is what is said of one article, and on which subject.
type statement struct {
	record.Story
	subject string
}

// statements returns what is to be said of an article and of those that it moved.
// An article that represents its story no longer is also told of where that story
// was, for whoever follows that.
func (c *clusterer) statements(a *article, changes []memory.Change) (all []statement) {
	for i, change := range changes {
		r := storyOf(change)
		if i == 0 {
			r.URL, r.Site, r.Revision, r.Sequence = a.url, a.site, a.revision, a.sequence
		}
		all = append(all, statement{r, c.subject(r.Duplicates.Cluster)})
		if change.Was == change.ID {
			all = append(all, statement{r, c.subject(r.Was)})
		}
	}
	return all
}

func (c *clusterer) subject(cluster string) string { return c.topology.StoryPrefix + "." + cluster }

// storyOf returns the record of a change.
func storyOf(c memory.Change) record.Story {
	r := record.Story{Schema: record.StorySchema, ID: c.ID, Event: string(c.Event), Duplicates: duplicates(c.Membership)}
	if c.Was != "" {
		r.Was = record.ClusterOf(c.Was)
	}
	return r
}

// duplicates returns the wire form of a membership.
func duplicates(s memory.Membership) record.Duplicates {
	return record.Duplicates{
		Of: s.Of, Cluster: record.ClusterOf(s.Representative), Representative: s.Representative,
		Within: record.RoundShare(s.Here), Holds: record.RoundShare(s.There), Dateline: s.Dateline,
	}
}
