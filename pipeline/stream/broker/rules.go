package broker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// RulesHistory is how many revisions of site rules are kept.
const RulesHistory = 50

// rulesBucket returns the bucket of site rules. Nothing in it expires but what says
// that a key is no more.
func (t Topology) rulesBucket() jetstream.KeyValueConfig {
	return jetstream.KeyValueConfig{
		Bucket: t.Rules, Description: "winnow: rules for sites", History: RulesHistory, Replicas: t.Replicas,
		LimitMarkerTTL: time.Minute,
	}
}

// ApplyRules creates the bucket of site rules, or checks the one that is there.
// Workers have no need of it, and so Apply leaves it out.
func (t Topology) ApplyRules(ctx context.Context, js jetstream.JetStream) error {
	found, err := js.KeyValue(ctx, t.Rules)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		found, err = js.CreateKeyValue(ctx, t.rulesBucket())
		if errors.Is(err, jetstream.ErrBucketExists) {
			found, err = js.KeyValue(ctx, t.Rules)
		}
	}
	var troubles []string
	if err == nil {
		troubles, err = rulesMisfits(ctx, found)
	}
	if err != nil {
		return fmt.Errorf("key-value bucket %s (winnow streams apply makes it): %w", t.Rules, err)
	}
	return misfit("key-value bucket "+t.Rules, troubles)
}

// rulesMisfits says what keeps a bucket from keeping rules.
func rulesMisfits(ctx context.Context, bucket jetstream.KeyValue) (troubles []string, err error) {
	status, err := bucket.Status(ctx)
	if err == nil && status.TTL() > 0 {
		troubles = append(troubles, fmt.Sprintf("it forgets rules after %s (want no TTL)", status.TTL()))
	}
	return troubles, err
}

// rulesStep finds what is to be done about the bucket of site rules.
func (t Topology) rulesStep(ctx context.Context, js jetstream.JetStream) (Step, error) {
	want := t.rulesBucket()
	s := Step{Stream: "KV_" + t.Rules, Optional: true, bucket: &want}
	found, err := js.KeyValue(ctx, t.Rules)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		s.Missing = true
		return s, nil
	}
	if err == nil {
		s.Troubles, err = rulesMisfits(ctx, found)
	}
	if err != nil {
		return s, fmt.Errorf("key-value bucket %s: %w", t.Rules, err)
	}
	if len(s.Troubles) > 0 {
		s.Changes = []string{"keep rules for ever"}
	}
	return s, nil
}
