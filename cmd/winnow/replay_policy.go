package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"

	"github.com/alecthomas/kong"

	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// todays is how documents are cleaned today, as far as this machine's configuration
// says it.
type todays struct {
	policyFlags
	recurring memory.Recurring
}

// policies returns how documents are cleaned today: as `winnow run` would clean them
// here, or of files `winnow backfill`, by variables and the configuration file alone. It
// then makes the policy of c the same but for the flags that are on the command line,
// and reports whether there are some.
func (c *replayCmd) policies(line *kong.Context) (today todays, changed bool, err error) {
	like := "run"
	if len(c.In) > 0 {
		like = "backfill"
	}
	other, err := configured(line, like)
	if err != nil {
		return today, false, fmt.Errorf("how documents are cleaned today: %w", err)
	}
	today = todays{other.Run.policyFlags, other.Run.Recurring}
	if like == "backfill" {
		today = todays{other.Backfill.policyFlags, other.Backfill.Recurring}
	}
	given := map[string]bool{}
	for _, at := range line.Path {
		if at.Flag != nil && !at.Resolved && at.Flag.Group != nil && at.Flag.Group.Title == policyGroup {
			given[at.Flag.Name] = true
		}
	}
	c.policyFlags = c.policyFlags.over(today.policyFlags, given)
	return today, len(given) > 0, nil
}

// configured returns the command line of another command without flags: with what
// variables and the configuration file say.
func configured(line *kong.Context, command string) (*cli, error) {
	args := []string{command}
	if file := line.Model.Target.Addr().Interface().(*cli).ConfigFile; file != "" {
		args = append(args, "--config", file)
	}
	other := new(cli)
	parser, _, err := newParser(other)
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

// withRules returns the engine with the site rules of a folder.
func (e engine) withRules(folder string) (engine, error) {
	set, err := siterules.Load(os.DirFS(folder))
	if err != nil {
		return e, fmt.Errorf("%s: %w", folder, err)
	}
	return engine{e.With(set)}, nil
}
