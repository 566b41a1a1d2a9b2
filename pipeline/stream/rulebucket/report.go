package rulebucket

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// reportPrefix begins the keys of reports in the bucket of the workers. Workers' own
// keys there have one token, and so those of an earlier version, who ask for these,
// don't see reports.
const reportPrefix = "rules."

// Report is what a worker says of its rules.
type Report struct {
	Source   string `json:"source"` // empty: it takes none
	Revision uint64 `json:"revision,omitempty"`
	Digest   string `json:"digest"` // of the rules in force; empty for none

	Refused       string `json:"refused,omitempty"` // why the newest version is not in force
	RefusedNumber uint64 `json:"refused_revision,omitempty"`
}

// The bucket of the workers forgets after a minute or more what is not said again.
const (
	reportEvery = broker.ForgetAfter / 4
	reportTime  = 5 * time.Second
)

// Say tells in the bucket of the workers which rules a worker has, whenever that
// changes, until ctx is done. What can't be told is told later.
func Say(ctx context.Context, js jetstream.JetStream, workers, name string, follower *rulesets.Follower, log *slog.Logger) {
	subject := "$KV." + workers + "." + reportPrefix + name
	for ctx.Err() == nil {
		state, changed := follower.State()
		if err := say(ctx, js, subject, state); err != nil && ctx.Err() == nil {
			log.Debug("the rules in force were not told", "error", err)
			broker.Pause(ctx, time.Second)
			continue
		}
		again := time.NewTimer(reportEvery)
		select {
		case <-ctx.Done():
		case <-changed:
		case <-again.C:
		}
		again.Stop()
	}
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), reportTime)
	defer cancel()
	if broker.Connected(js) == nil {
		_, _ = js.PublishMsg(late, purge(subject)) // else it is forgotten in a minute
	}
}

func say(ctx context.Context, js jetstream.JetStream, subject string, state rulesets.State) error {
	if err := broker.Connected(js); err != nil {
		return err
	}
	body, err := json.Marshal(Report{state.Source, state.Revision, state.Digest, state.Refused, state.RefusedNumber})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, reportTime)
	defer cancel()
	_, err = js.Publish(ctx, subject, body)
	return err
}
