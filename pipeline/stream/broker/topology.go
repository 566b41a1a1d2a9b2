package broker

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// NeverExpire, in the header for a message's time to live, keeps a record in a stream that has a max_age.
const NeverExpire = "never"

// Topology names the streams and their subjects.
type Topology struct {
	RawStream    string // WINNOW_RAW
	CleanStream  string // WINNOW_CLEAN
	DeadStream   string // WINNOW_DEAD
	RawPrefix    string // winnow.raw: subjects are the prefix, a dot, and the site in one token
	CleanPrefix  string // winnow.clean
	DeadPrefix   string // winnow.dead
	StatePrefix  string // winnow.state: one subject a partition, in the clean stream
	StoryStream  string // WINNOW_STORIES; empty: nobody asks which documents are one story
	StoryPrefix  string // winnow.story: subjects are the prefix, a dot, and the story's cluster
	StoryState   string // winnow.stories.state: how far the stories are, in their stream
	DriftStream  string // WINNOW_DRIFT; empty: nobody asks which sites have changed
	DriftPrefix  string // winnow.drift: subjects are the prefix, a dot, and the site
	DriftState   string // winnow.ranges.state: what is known of the sites, in their stream
	ReviewStream string // WINNOW_REVIEWS; empty, as it is by default: nobody reviews
	ReviewPrefix string // winnow.review: subjects are the prefix, a dot, and the site; the prefix, -input, a dot, and a raw document's digest
	Workers      string // WINNOW_WORKERS: the key-value bucket in which workers say that they are there
	Rules        string // WINNOW_RULES: the key-value bucket with site rules, which need not be there; empty: nobody asks for it

	Partitions int           // of a raw stream that Apply creates; of one that is there, its own number counts
	Replicas   int           // of streams that Apply creates
	RawAge     time.Duration // how long a raw stream that Apply creates keeps documents; 0: for ever
	RawBytes   int64         // the limit of a raw stream that Apply creates, which refuses documents beyond it; 0: none
	Duplicates time.Duration // the window for Nats-Msg-Id of streams that Apply creates
	Lease      time.Duration // after which a worker that says nothing counts as gone

	SetRawAge, SetRawBytes bool // RawAge, RawBytes are to hold for a raw stream that is there too: Plan and Take change it, Apply does not
}

// DefaultRawAge is how long raw documents are kept unless told otherwise. Nothing
// else removes them, so without it the stream takes the whole disk. It must be
// longer than the longest time without workers: a month outlives any outage
// that somebody is at home to mend, and leaves that long to clean documents anew
// under other rules. There is no such limit in bytes: a full raw stream refuses
// scrapers, and only its owner knows the disk. The embedded server's is RawShare.
const DefaultRawAge = 30 * 24 * time.Hour

// The numbers of partitions. A partition belongs to one worker at a time, so
// their number bounds the workers that can share a stream; an embedded server
// has few. It is fixed when the raw stream is made: with another number a
// site's documents would be in two partitions at once.
const (
	DefaultPartitions  = 64
	EmbeddedPartitions = 8
	maxPartitions      = 512 // of which the state records of one batch still leave room for documents
)

// DefaultTopology returns the names that winnow uses unless told otherwise.
func DefaultTopology() Topology {
	return Topology{
		RawStream: "WINNOW_RAW", CleanStream: "WINNOW_CLEAN", DeadStream: "WINNOW_DEAD",
		RawPrefix: "winnow.raw", CleanPrefix: "winnow.clean", DeadPrefix: "winnow.dead", StatePrefix: "winnow.state",
		StoryStream: "WINNOW_STORIES", StoryPrefix: "winnow.story", StoryState: "winnow.stories.state",
		ReviewPrefix: "winnow.review",
		DriftStream:  "WINNOW_DRIFT", DriftPrefix: "winnow.drift", DriftState: "winnow.ranges.state",
		Workers: "WINNOW_WORKERS", Rules: "WINNOW_RULES",
		Partitions: DefaultPartitions, Replicas: 1, RawAge: DefaultRawAge,
		// Scrapers that set Nats-Msg-Id may send a document again for as long
		// as this. Nothing of winnow's own rests on it. The ids are in the
		// server's memory, about 100 bytes each.
		Duplicates: 10 * time.Minute,
		Lease:      3 * time.Second,
	}
}

// DeadHeadroom is how much smaller than the server's limit a raw message must
// be, in bytes, so that it still fits with a dead letter's headers around it.
const DeadHeadroom = 16 << 10

func (t Topology) rawSubjects() string { return t.RawPrefix + ".*" }

// CleanSubjects matches the subjects of all clean documents.
func (t Topology) CleanSubjects() string { return t.CleanPrefix + ".*" }

// DeadSubjects matches the subjects of all dead letters.
func (t Topology) DeadSubjects() string { return t.DeadPrefix + ".*" }

func (t Topology) stateSubjects() string { return t.StatePrefix + ".*" }

func (t Topology) storySubjects() string { return t.StoryPrefix + ".*" }

// DefaultReviewStream is the name of the stream of reviews where there is one. Only who
// asks for it is told of it: deployments without reviews need no stream for them.
const DefaultReviewStream = "WINNOW_REVIEWS"

// ReviewSubjects matches the subjects of all corrections.
func (t Topology) ReviewSubjects() string { return t.ReviewPrefix + ".*" }

// ReviewSubject is where the corrections of a site are.
func (t Topology) ReviewSubject(site string) string { return t.ReviewPrefix + "." + site }

// ReviewInput is where the raw document of a digest is kept for corrections.
func (t Topology) ReviewInput(digest string) string { return t.ReviewPrefix + "-input." + digest }

// StorySnapshots is where the memory of stories is written whole.
func (t Topology) StorySnapshots() string { return t.StoryState + "-snapshot" }

func (t Topology) driftSubjects() string { return t.DriftPrefix + ".*" }

// DriftSnapshots is where the memory of sites' ranges is written whole.
func (t Topology) DriftSnapshots() string { return t.DriftState + "-snapshot" }

// StateSubject is where a partition's state records are.
func (t Topology) StateSubject(partition int) string {
	return t.StatePrefix + "." + strconv.Itoa(partition)
}

// SnapshotSubject is where a partition's snapshots are. It is among the state
// subjects, so that a stream that takes those takes it too.
func (t Topology) SnapshotSubject(partition int) string {
	return t.StatePrefix + ".snapshot-" + strconv.Itoa(partition)
}

// PartSubject is where the parts of a site's documents are that do not fit into one
// message. It is among the state subjects, as snapshots are.
func (t Topology) PartSubject(site string) string { return t.StatePrefix + ".part-" + site }

// RawSubject is where a document of a site is published.
func (t Topology) RawSubject(site string) string { return t.RawPrefix + "." + site }

// PartitionOf returns the partition that the raw stream puts a site in, by the
// hash that the server's subject transform takes: FNV-1a.
func (t Topology) PartitionOf(site string) int {
	h := fnv.New32a()
	h.Write([]byte(site))
	return int(h.Sum32() % uint32(t.Partitions))
}

// StoredSubjects matches the subjects under which the raw stream keeps a
// partition's documents: its transform puts the partition before the site.
func (t Topology) StoredSubjects(partition int) string {
	return fmt.Sprintf("%s.%d.*", t.RawPrefix, partition)
}

// mostSite is the bytes of a site's token at most; a domain has 253. A server closes
// the connection of who writes to a subject of 4 KB, and one that a scraper can just
// write to is too long for a worker, whose subjects are longer.
const mostSite = 255

// SiteOf returns the token of a stored raw subject that the clean and dead
// subjects repeat. One that is too long ends in its digest.
func (t Topology) SiteOf(stored string) string {
	site := stored[strings.LastIndexByte(stored, '.')+1:]
	if len(site) <= mostSite {
		return site
	}
	h := fnv.New64a()
	h.Write([]byte(site))
	digest := fmt.Sprintf("-%016x", h.Sum64())
	return strings.ToValidUTF8(site[:mostSite-len(digest)], "") + digest
}

// transform makes the raw stream keep winnow.raw.SITE as
// winnow.raw.PARTITION.SITE.
func (t Topology) transform() *jetstream.SubjectTransformConfig {
	return &jetstream.SubjectTransformConfig{
		Source:      t.rawSubjects(),
		Destination: fmt.Sprintf("%s.{{partition(%d,1)}}.{{wildcard(1)}}", t.RawPrefix, t.Partitions),
	}
}

// partitionsOf reads the number of partitions from a raw stream's transform.
// It reports false when that is not one of ours.
func (t Topology) partitionsOf(have *jetstream.SubjectTransformConfig) (int, bool) {
	if have == nil || have.Source != t.rawSubjects() {
		return 0, false
	}
	rest, ok := strings.CutPrefix(have.Destination, t.RawPrefix+".{{partition(")
	number, rest, found := strings.Cut(rest, ",")
	n, err := strconv.Atoi(number)
	ok = ok && found && err == nil && n > 0 && n <= maxPartitions && strings.ReplaceAll(rest, " ", "") == "1)}}.{{wildcard(1)}}"
	return n, ok
}

// streams returns the stream configurations. All but the raw documents are kept
// until an operator sets a limit, and state records even then.
func (t Topology) streams(maxPayload int64) []jetstream.StreamConfig {
	config := func(name, doc string, subjects ...string) jetstream.StreamConfig {
		return jetstream.StreamConfig{
			Name: name, Subjects: subjects, Description: doc,
			Retention: jetstream.LimitsPolicy, Storage: jetstream.FileStorage, Discard: jetstream.DiscardNew,
			Replicas: t.Replicas, Duplicates: t.Duplicates,
		}
	}
	raw := config(t.RawStream, "winnow: documents as they were scraped", t.rawSubjects())
	raw.SubjectTransform = t.transform()
	raw.MaxAge, raw.Duplicates = t.RawAge, within(t.Duplicates, t.RawAge)
	if t.RawBytes > 0 {
		raw.MaxBytes = t.RawBytes
	}
	if maxPayload > 2*DeadHeadroom {
		raw.MaxMsgSize = int32(maxPayload - DeadHeadroom)
	}
	clean := config(t.CleanStream, "winnow: clean documents, and how far each partition is", t.CleanSubjects(), t.stateSubjects())
	clean.AllowAtomicPublish = true
	clean.AllowMsgTTL = true // so that state records can outlive a max_age
	all := []jetstream.StreamConfig{
		raw, clean,
		config(t.DeadStream, "winnow: documents that could not be cleaned", t.DeadSubjects()),
	}
	if t.StoryStream != "" {
		stories := config(t.StoryStream, "winnow: which documents are one story", t.storySubjects(), t.StoryState, t.StorySnapshots())
		stories.AllowAtomicPublish = true
		stories.AllowMsgTTL = true // as above
		all = append(all, stories)
	}
	if t.ReviewStream != "" {
		all = append(all, config(t.ReviewStream, "winnow: what people say of clean documents", t.ReviewSubjects(), t.ReviewInput("*")))
	}
	if t.DriftStream != "" {
		drift := config(t.DriftStream, "winnow: which sites have changed", t.driftSubjects(), t.DriftState, t.DriftSnapshots())
		drift.AllowAtomicPublish = true
		drift.AllowMsgTTL = true // as above
		all = append(all, drift)
	}
	return all
}

// ForgetAfter is when the bucket drops what a dead worker said last.
const ForgetAfter = time.Minute

// bucket returns the bucket in which workers say that they are there, and which
// partitions they read. It may be lost at any time: that costs a few seconds,
// and what is known of documents that ended their worker.
func (t Topology) bucket() jetstream.KeyValueConfig {
	return jetstream.KeyValueConfig{
		Bucket: t.Workers, Description: "winnow: the workers and their partitions", History: 1, Replicas: t.Replicas,
		TTL:            max(ForgetAfter, 4*t.Lease), // of a worker that no longer speaks
		LimitMarkerTTL: time.Second,                 // lets claims outlive that
	}
}

// Apply creates the streams and the bucket, or checks those that are there. It
// never changes one that exists. An error names what does not fit, and how.
func (t Topology) Apply(ctx context.Context, js jetstream.JetStream) error {
	if t.Partitions < 1 || t.Partitions > maxPartitions {
		return fmt.Errorf("%d partitions: want 1 to %d", t.Partitions, maxPartitions)
	}
	if _, err := checkServer(js); err != nil {
		return err
	}
	for _, want := range t.streams(js.Conn().MaxPayload()) {
		if err := t.applyStream(ctx, js, want); err != nil {
			return err
		}
	}
	_, err := t.Bucket(ctx, js)
	return err
}

func (t Topology) applyStream(ctx context.Context, js jetstream.JetStream, want jetstream.StreamConfig) error {
	found, err := js.Stream(ctx, want.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		found, err = js.CreateStream(ctx, want)
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // another worker was quicker, with other options
			found, err = js.Stream(ctx, want.Name)
		}
	}
	if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount) ||
		errors.Is(err, nats.ErrNoResponders) && alone(js.Conn()) {
		return fmt.Errorf("the NATS server at %s has no JetStream: %w", address(js.Conn()), err)
	}
	if err != nil {
		return fmt.Errorf("stream %s (%s): %w", want.Name, strings.Join(want.Subjects, ", "), err)
	}
	return misfit("stream "+want.Name, t.streamMisfits(found.CachedInfo(), want))
}

// Bucket returns the workers' bucket, which it creates when it is not there.
func (t Topology) Bucket(ctx context.Context, js jetstream.JetStream) (jetstream.KeyValue, error) {
	found, err := js.KeyValue(ctx, t.Workers)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		found, err = js.CreateKeyValue(ctx, t.bucket())
		if errors.Is(err, jetstream.ErrBucketExists) {
			found, err = js.KeyValue(ctx, t.Workers)
		}
	}
	var troubles []string
	if err == nil {
		troubles, err = t.bucketMisfits(ctx, found)
	}
	if err != nil {
		return nil, fmt.Errorf("key-value bucket %s: %w", t.Workers, err)
	}
	return found, misfit("key-value bucket "+t.Workers, troubles)
}
