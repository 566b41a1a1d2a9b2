package operate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// RecleanOptions say which documents are sent round again, and how fast.
type RecleanOptions struct {
	Site         string // the subject token; empty: all
	Since, Until time.Time
	Today        record.Build // what workers clean with
	Sure         bool         // that it is Today: a job that was begun under another is not gone on with
	Again        bool         // documents that Today made are not passed over

	Bucket string  // of the records of jobs
	Job    string  // names the job in its bucket: who names the same goes on with it, until it ended
	Rate   float64 // documents a second at most; 0: as workers follow
	Beside bool    // workers are there, and a live stream: documents are sent as those have room
	DryRun bool    // say what would be done

	Log  *slog.Logger
	Seen func(Recleaned, int) // told how far it is, with the number of documents to look at; may be nil
}

// Recleaned is what a job came to, runs before this one included.
type Recleaned struct {
	Resumed  bool      `json:"-"` // the job was begun by an earlier run
	Begun    time.Time `json:"-"`
	Sent     int       `json:"sent"`    // by this job
	Here     int       `json:"-"`       // of them by this run
	Current  int       `json:"current"` // passed over: today's rules made them
	Newer    int       `json:"newer"`   // passed over: a newer version of them waits, or was emitted by others
	Gone     Named     `json:"gone"`    // their raw document is no longer there
	Dead     Named     `json:"dead"`    // their latest version is a dead letter
	TooLarge Named     `json:"too_large"`
}

// Documents returns how many were looked at.
func (r *Recleaned) Documents() int {
	return r.Sent + r.Current + r.Newer + r.Gone.Count + r.Dead.Count + r.TooLarge.Count
}

// Named counts documents, and names some.
type Named struct {
	Count int      `json:"count"`
	Names []string `json:"names,omitempty"`
}

// mostNamed is how many are named.
const mostNamed = 20

func (n *Named) add(name string) {
	n.Count++
	if len(n.Names) < mostNamed {
		n.Names = append(n.Names, name)
	}
}

// Reclean sends the raw documents of clean ones round again, the latest version of each
// once, to be cleaned under the rules that workers have now. It may be killed at any
// moment, and called again, also by several at once: what a job has sent is found in
// the raw stream, and each document is stored there only if nothing came on its subject
// since that was looked through. Its error is ctx's, or says what does not pass. With
// it comes what was done until then.
func Reclean(ctx context.Context, js jetstream.JetStream, topology broker.Topology, o RecleanOptions) (Recleaned, error) {
	if o.Seen == nil {
		o.Seen = func(Recleaned, int) {}
	}
	p, err := openPartitions(ctx, js, topology)
	if err != nil {
		return Recleaned{}, err
	}
	trouble := broker.NewOutage(o.Log, "cannot send documents round again", js.Conn())
	trouble.Stream = topology.RawStream
	r := &recleaning{RecleanOptions: o, js: js, partitions: p, trouble: trouble, tails: make(map[string]*tail)}
	if r.job, err = openJob(ctx, r); err != nil {
		return Recleaned{}, err
	}
	err = r.run(ctx)
	if saveErr := r.job.save(ctx, err == nil); err == nil {
		err = saveErr
	}
	return r.job.Done, err
}

// recleaning is a run of a job.
type recleaning struct {
	RecleanOptions
	*partitions
	js  jetstream.JetStream
	job *job
	versions
	tails   map[string]*tail // by the subject as the raw stream keeps it
	trouble *broker.Outage
}

func (r *recleaning) run(ctx context.Context) error {
	if err := r.readVersions(ctx); err != nil {
		return err
	}
	pace := newPace(r)
	latest := r.latest()
	all := r.job.Done.Documents() + len(latest)
	for _, v := range latest {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.handleSurely(ctx, v, pace); err != nil {
			return err
		}
		r.job.Position = v.clean
		r.Seen(r.job.Done, all)
		if err := r.job.saveNow(ctx); err != nil {
			return err
		}
	}
	return nil
}

// mostTries is how often a document is tried while the broker is away: for a minute and a
// half. The job can be gone on with later.
const mostTries = 25

// handleSurely handles a document, again and again where a broker does not answer.
func (r *recleaning) handleSurely(ctx context.Context, v *version, pace *pace) error {
	var retry broker.Backoff
	for tries := 1; ; tries++ {
		err := r.handle(ctx, v, pace)
		full := (*broker.FullError)(nil)
		if err == nil || ctx.Err() != nil || errors.As(err, &full) || tries == mostTries {
			return err
		}
		r.trouble.Report(err)
		r.trouble.Wait(ctx, &retry)
	}
}

// handle does what is to be done about one document, once: until that is known it counts
// nothing.
func (r *recleaning) handle(ctx context.Context, v *version, pace *pace) error {
	done := &r.job.Done
	if dead := r.dead[v.id]; dead > v.raw {
		done.Dead.add(r.name(ctx, v))
		return nil
	}
	if v.current {
		done.Current++
		return nil
	}
	if v.raw == 0 {
		done.Gone.add(r.name(ctx, v))
		return nil
	}
	raw, err := broker.GetMessage(ctx, r.raw, v.raw)
	if err == nil && !r.is(raw, v) { // a raw stream that was made anew counts from one
		err = jetstream.ErrMsgNotFound
	}
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		done.Gone.add(r.name(ctx, v))
		return nil
	}
	if err != nil {
		return fmt.Errorf("raw document %d of %s: %w", v.raw, r.Topology.RawStream, err)
	}
	t, err := r.tailOf(ctx, raw.Subject)
	if err != nil {
		return err
	}
	if t.settles(v, done) {
		return nil
	}
	if err := pace.wait(ctx); err != nil {
		return err
	}
	return r.send(ctx, raw, v, t)
}

// is reports whether a raw message is of a document.
func (r *recleaning) is(raw *jetstream.RawStreamMsg, v *version) bool {
	doc, err := record.Parse(raw.Header, raw.Data)
	return err == nil && r.hash(doc.ID) == v.id
}

// send stores a document in the raw stream once more, unless that settles otherwise: its
// tail is read on whenever something else came on the subject, or when nobody knows
// whether it was stored.
func (r *recleaning) send(ctx context.Context, raw *jetstream.RawStreamMsg, v *version, t *tail) error {
	done := &r.job.Done
	if r.DryRun {
		done.Sent++
		return nil
	}
	again := emission(raw, r.Topology.RawSubject(r.Topology.SiteOf(raw.Subject)), v.raw, v.emission+1)
	again.Header.Set(record.HeaderReclean, r.job.mark(v))
	var retry broker.Backoff
	for {
		ack, err := r.js.PublishMsg(ctx, again, jetstream.WithExpectLastSequencePerSubject(t.last))
		switch {
		case err == nil && ack.Duplicate: // somebody emitted it in this minute, or we did and did not hear of it
			done.Newer++
			return nil
		case err == nil:
			t.last = ack.Sequence
			r.trouble.Over()
			done.Sent++
			done.Here++
			return nil
		case broker.NeverFits(err):
			done.TooLarge.add(r.name(ctx, v))
			return nil
		case broker.Conflict(err):
			broker.Pause(ctx, conflictPause)
		default:
			if full := (*broker.FullError)(nil); errors.As(broker.Explain(err, r.Topology.RawStream), &full) {
				return full // who goes on would take the room of those who scrape
			}
			r.trouble.Report(err)
			r.trouble.Wait(ctx, &retry)
		}
		if err := r.readTail(ctx, t); err != nil {
			return err
		}
		if t.settles(v, done) {
			return nil
		}
	}
}

// conflictPause is how long to wait after a refusal: a cluster may still be at the
// message before.
const conflictPause = 5 * time.Millisecond

// name returns the id of a document, for people.
func (r *recleaning) name(ctx context.Context, v *version) string {
	if msg, err := broker.GetMessage(ctx, r.Clean, v.clean); err == nil {
		if head, err := record.ParseHead(msg.Header, msg.Data); err == nil {
			return strings.ToValidUTF8(head.ID, "\uFFFD")
		}
	}
	return "clean document " + strconv.FormatUint(v.clean, 10)
}

// latest returns what is still to be looked at, oldest first.
func (r *recleaning) latest() []*version {
	all := make([]*version, 0, len(r.byID))
	for _, v := range r.byID {
		if !v.beyond {
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b *version) int {
		if a.clean < b.clean {
			return -1
		}
		return 1
	})
	return all
}
