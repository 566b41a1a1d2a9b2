package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"

	"github.com/alecthomas/kong"

	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/rulebucket"
)

// todays is how documents are cleaned today, as far as this machine's configuration
// says it.
type todays struct {
	policyFlags
	recurring memory.Recurring
	rules     *siterules.Set // for sites; nil for none
}

// policies returns how documents are cleaned today: as `winnow run` would clean them
// here, or of files `winnow backfill`, by variables and the configuration file alone; of
// a stream with the rules for sites that workers have. It then makes the policy of c the
// same but for the flags that are given. The session is nil for files.
func (c *replayCmd) policies(ctx context.Context, line *kong.Context, given map[string]bool, b *session, log *slog.Logger) (today todays, err error) {
	like := "run"
	if b == nil {
		like = "backfill"
	}
	other, err := configured(line, like)
	if err == nil && b == nil {
		today = todays{policyFlags: other.Backfill.policyFlags, recurring: other.Backfill.Recurring}
		today.rules, err = other.Backfill.fixed(ctx, &other.Backfill.credentialFlags, log)
	} else if err == nil {
		today = todays{policyFlags: other.Run.policyFlags, recurring: other.Run.Recurring}
		today.rules, err = rulesInForce(ctx, b, c.topology(), other.Run.Rules)
	}
	if err != nil {
		return today, fmt.Errorf("how documents are cleaned today: %w", err)
	}
	c.policyFlags = c.policyFlags.over(today.policyFlags, given)
	return today, nil
}

// givenPolicy returns which flags of the policy are on the command line, by name.
func givenPolicy(line *kong.Context) map[string]bool {
	given := map[string]bool{}
	for _, at := range line.Path {
		if at.Flag != nil && !at.Resolved && at.Flag.Group != nil && at.Flag.Group.Title == policyGroup {
			given[at.Flag.Name] = true
		}
	}
	return given
}

// configured returns the command line of another command without flags: with what
// variables and the configuration file say.
func configured(line *kong.Context, command string) (*cli, error) {
	args := []string{command}
	for _, flag := range line.Model.Flags {
		if file, _ := line.FlagValue(flag).(string); flag.Name == fileFlag && file != "" {
			args = append(args, "--config", file)
		}
	}
	other := new(cli)
	parser, _, err := newParser(other, nil)
	if err == nil {
		_, err = parser.Parse(args)
	}
	return other, err
}

// policyGroup is the group of the flags of a policy.
const policyGroup = "Policy"

// over returns the policy of today with the flags in place that are given.
func (f policyFlags) over(today policyFlags, given map[string]bool) policyFlags {
	if given["precision"] || given["recall"] {
		today.Precision, today.Recall = f.Precision, f.Recall
	}
	if given["keep"] {
		today.Keep = f.Keep
	}
	if given["threshold"] {
		today.Threshold = f.Threshold
	}
	if given["no-tables"] {
		today.NoTables = f.NoTables
	}
	if given["quality"] {
		today.Quality = f.Quality
	}
	return today
}

// arguments returns the flags as another winnow takes them.
func (f policyFlags) arguments() (args []string) {
	for _, flag := range []struct {
		name string
		is   bool
	}{{"--precision", f.Precision}, {"--recall", f.Recall}, {"--no-tables", f.NoTables}} {
		if flag.is {
			args = append(args, flag.name)
		}
	}
	for _, kind := range f.Keep {
		args = append(args, "--keep="+kind.String())
	}
	for _, kind := range slices.Sorted(maps.Keys(f.Threshold)) {
		args = append(args, "--threshold="+kind+"="+strconv.FormatFloat(f.Threshold[kind], 'g', -1, 64))
	}
	for _, is := range slices.Sorted(maps.Keys(f.Quality)) {
		args = append(args, "--quality="+is+"="+f.Quality[is])
	}
	return args
}

// rulesInForce returns the rules for sites that a worker of a server has, whose --rules
// is given; nil for none.
func rulesInForce(ctx context.Context, b *session, topology broker.Topology, flag string) (*siterules.Set, error) {
	if flag != "" && flag != rulesBucket {
		return rulesFlag{flag}.set()
	}
	store := rulebucket.NewStore(b.js, topology.Rules)
	v, err := store.Current(ctx)
	if errors.Is(err, rulesets.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", store, err)
	}
	return v.Load()
}
