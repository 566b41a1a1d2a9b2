package broker

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/nats-io/nats.go/jetstream"
)

// Step is what is to be done about one stream before workers can run, or about
// one that keeps a bucket.
type Step struct {
	Stream   string
	Missing  bool
	Optional bool     // workers run without it
	Troubles []string // why one that is there does not fit
	Changes  []string // what Take would change of it
	Stuck    []string // what can't be changed, and what to do instead
	Advice   []string // what works and could be better, of the stream or of its server; no misfit

	config jetstream.StreamConfig    // as it would be
	bucket *jetstream.KeyValueConfig // the same of the bucket, nil for a stream
}

// Fits reports whether it is there and workers can run with it. There may be changes
// all the same, which make it better.
func (s Step) Fits() bool { return !s.Missing && len(s.Troubles) == 0 }

// Suffices reports whether workers can run with things as they are.
func (s Step) Suffices() bool { return s.Fits() || s.Missing && s.Optional }

// Plan says what is to be done so that workers can run. It changes nothing.
func (t Topology) Plan(ctx context.Context, js jetstream.JetStream) ([]Step, error) {
	if _, err := checkServer(js); err != nil {
		return nil, err
	}
	var steps []Step
	for _, want := range t.streams(js.Conn().MaxPayload()) {
		s, err := t.streamStep(ctx, js, want)
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	bucket, err := t.bucketStep(ctx, js)
	if err != nil {
		return nil, err
	}
	steps = append(steps, bucket)
	if t.Rules == "" {
		return steps, nil
	}
	rules, err := t.rulesStep(ctx, js)
	if err != nil {
		return nil, err
	}
	return append(steps, rules), nil
}

// streamStep finds what is to be done about a stream.
func (t Topology) streamStep(ctx context.Context, js jetstream.JetStream, want jetstream.StreamConfig) (Step, error) {
	s := Step{Stream: want.Name, Missing: true, config: want}
	found, err := js.Stream(ctx, want.Name)
	switch {
	case err == nil:
		s = t.step(found.CachedInfo(), want)
	case !errors.Is(err, jetstream.ErrStreamNotFound):
		return s, fmt.Errorf("stream %s: %w", want.Name, err)
	}
	s.Optional = want.Name == t.DriftStream
	if want.Name == t.RawStream {
		s.Advice = append(s.Advice, t.advice(s.config, js.Conn().MaxPayload())...)
	}
	return s, nil
}

// bucketStep finds what is to be done about the workers' bucket.
func (t Topology) bucketStep(ctx context.Context, js jetstream.JetStream) (Step, error) {
	want := t.bucket()
	s := Step{Stream: "KV_" + t.Workers, bucket: &want}
	found, err := js.KeyValue(ctx, t.Workers)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		s.Missing = true
		return s, nil
	}
	if err == nil {
		s.Troubles, err = t.bucketMisfits(ctx, found)
	}
	if err != nil {
		return s, fmt.Errorf("key-value bucket %s: %w", t.Workers, err)
	}
	if len(s.Troubles) > 0 {
		s.Changes = []string{fmt.Sprintf("forget silent workers after %s", want.TTL)}
	}
	return s, nil
}

// step finds what can be changed about a stream that is there.
func (t Topology) step(info *jetstream.StreamInfo, want jetstream.StreamConfig) Step {
	s := Step{Stream: want.Name, Troubles: t.streamMisfits(info, want), config: info.Config}
	change := func(format string, args ...any) { s.Changes = append(s.Changes, fmt.Sprintf(format, args...)) }
	for _, subject := range want.Subjects {
		if !slices.ContainsFunc(s.config.Subjects, func(pattern string) bool { return covers(pattern, subject) }) {
			s.config.Subjects = append(slices.Clone(s.config.Subjects), subject)
			change("take %s too", subject)
		}
	}
	if have := info.Config.Replicas; t.Replicas > have {
		s.Advice = append(s.Advice, fmt.Sprintf("it has replicas: %d, asked for are %d: nats stream edit %s --replicas %d", have, t.Replicas, want.Name, t.Replicas))
	}
	if want.AllowAtomicPublish && !s.config.AllowAtomicPublish {
		s.config.AllowAtomicPublish = true
		change("take atomic batches")
	}
	if want.AllowMsgTTL && !s.config.AllowMsgTTL {
		s.config.AllowMsgTTL = true
		if len(s.Troubles) > 0 {
			change("let state records outlive a max_age")
		}
	}
	if s.config.NoAck {
		s.config.NoAck = false
		change("acknowledge what is published")
	}
	if want.SubjectTransform != nil && s.config.SubjectTransform == nil {
		if info.State.Msgs == 0 {
			s.config.SubjectTransform = want.SubjectTransform
			change("keep documents in %d partitions", t.Partitions)
		} else {
			s.Stuck = append(s.Stuck, fmt.Sprintf(
				"it holds %d documents that are in no partition: let the version that made it drain it and purge it, or name another with --raw-stream", info.State.Msgs))
		}
	}
	if want.Name == t.RawStream {
		t.limitRaw(&s)
	}
	after := *info
	after.Config = s.config
	if left := t.streamMisfits(&after, want); len(s.Stuck) == 0 {
		s.Stuck = left
	}
	return s
}

// Take does what the step says: it creates the stream or changes it, also one
// that fits. It returns an error when the step is stuck.
func (s Step) Take(ctx context.Context, js jetstream.JetStream) (err error) {
	switch {
	case s.Fits() && len(s.Changes) == 0:
		return nil
	case len(s.Stuck) > 0:
		return misfit("stream "+s.Stream, s.Stuck)
	case s.bucket != nil:
		_, err = js.CreateOrUpdateKeyValue(ctx, *s.bucket)
	case s.Missing:
		_, err = js.CreateStream(ctx, s.config)
	default:
		_, err = js.UpdateStream(ctx, s.config)
	}
	if err != nil {
		return fmt.Errorf("stream %s: %w", s.Stream, err)
	}
	return nil
}
