//go:build unix

package main

import (
	"context"
	"log/slog"
	"strings"
	"testing"
)

// TestAFleetThatIsStoppedWhileItStartsSaysSo stops it before its first program is
// built.
func TestAFleetThatIsStoppedWhileItStartsSaysSo(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := startFleet(ctx, options{dir: t.TempDir(), workers: 1, log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err == nil || !strings.HasPrefix(err.Error(), "stopped while starting, at the step \"building") || strings.Contains(err.Error(), "context canceled") {
		t.Errorf("%v, want a word about being stopped", err)
	}
}

func TestOnlyAServerThatKnowsItsLeaderHasOne(t *testing.T) {
	for _, c := range []struct {
		jsz  string
		want bool
	}{
		{`{"meta_cluster":{"name":"winnow","leader":"nats-3","peer":"x","cluster_size":3}}`, true},
		{`{"meta_cluster":{"name":"winnow","cluster_size":3}}`, false},
		{`{"meta_cluster":{"name":"winnow","leader":""}}`, false},
		{`{"disabled":true}`, false},
		{`starting`, false},
	} {
		if err := hasLeader([]byte(c.jsz)); (err == nil) != c.want {
			t.Errorf("%s: %v, want a leader: %v", c.jsz, err, c.want)
		}
	}
}
