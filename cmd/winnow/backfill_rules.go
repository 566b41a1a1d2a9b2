package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/pipeline/rulesets"
)

// siteRules returns the rules for sites of the run, nil for none. With a stream they are
// those that its workers have, unless others are named: documents that are published
// again without them would leak what the rules remove. Of two servers it is the one that
// is written to.
func (c *backfillCmd) siteRules(ctx context.Context, s *streams, log *slog.Logger) (*siterules.Set, error) {
	js := cmp.Or(s.out, s.in)
	if js == nil || c.Rules != "" && c.Rules != rulesBucket {
		return c.fixed(ctx, &c.credentialFlags, log)
	}
	set, err := fixedIn(ctx, js, log)
	if errors.Is(err, rulesets.ErrNone) {
		log.Info("no rules for sites are in force on the server")
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the rules for sites in force on the server (--rules=none cleans without): %w", err)
	}
	return set, nil
}
