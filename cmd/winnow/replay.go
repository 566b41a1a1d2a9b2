package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/figures"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/backfill/progress"
	"github.com/winnow-news/winnow/pipeline/backfill/report"
	"github.com/winnow-news/winnow/pipeline/replay"
	"github.com/winnow-news/winnow/pipeline/replay/binary"
)

// replayCmd says what other rules would do to documents that are there.
type replayCmd struct {
	In []string `arg:"" optional:"" name:"in" help:"Files, folders and globs with documents; - is standard input. Without one the raw stream is read."`

	Rules  string `env:"-" type:"path" help:"The changed rules: a folder of site rules." placeholder:"DIR" group:"Change"`
	Binary string `env:"-" help:"Another winnow program, which cleans with its own rules and the policy that is asked for here. No memory of sites is used on either side then." placeholder:"FILE" group:"Change"`

	Site  siteToken `env:"-" help:"Only documents of this site: courier.example, or as in its subjects courier-example." placeholder:"SITE" group:"Documents"`
	Since pastTime  `env:"-" help:"Only documents that were stored since then, or of an archive fetched: a time before now such as 7d or 12h, or 2026-03-12." placeholder:"TIME" group:"Documents"`
	Until pastTime  `env:"-" help:"Only documents that were stored before then, or of an archive fetched." placeholder:"TIME" group:"Documents"`
	Limit int       `env:"-" help:"Read so many documents at most." placeholder:"N" group:"Documents"`

	InputFormat string            `env:"-" help:"Form of the files, when their bytes do not tell it: ${forms}." placeholder:"FORM" group:"Documents"`
	Field       map[string]string `env:"-" help:"Which fields or columns of the files' records are what, as for backfill: url=link,content=html." mapsep:"," placeholder:"NAME=FIELD,…" group:"Documents"`
	Memory      string            `env:"-" help:"File with what sites repeat, as backfill wrote it, for the files' documents. Those of a stream are cleaned with what is remembered now." placeholder:"FILE" group:"Documents"`

	MaxLost  lostShare     `env:"-" default:"" help:"Exit with 1 when more than this share of the letters of article that are kept today would be lost, or when none is compared: 0.1%." placeholder:"SHARE" group:"Report"`
	Format   string        `env:"WINNOW_REPLAY_FORMAT" enum:"table,json,html" default:"table" help:"Form of the report: table, json or html (${default}); the name of --out says it too." placeholder:"FORM" group:"Report"`
	Out      string        `env:"-" short:"o" type:"path" help:"Write the report to this file, and the table to standard output." placeholder:"FILE" group:"Report"`
	Examples int           `env:"-" default:"10" help:"How many losses and gains are shown, each (${default})." placeholder:"N" group:"Report"`
	Progress progress.Mode `default:"auto" help:"How far it is: a bar on a terminal (auto), lines of JSON for programs (json), nothing (off)." placeholder:"auto|json|off" group:"Report"`
	Workers  int           `help:"Documents cleaned at once; one a CPU when 0." placeholder:"N"`

	brokerFlags
	memoryFlags
	policyFlags
}

// replayTable is the form of the report for a terminal; the others are named as those of
// clean are.
const replayTable = "table"

// check is part of checker.
func (c *replayCmd) check() error {
	errs := []error{
		atLeast("workers", c.Workers, 0), atLeast("limit", c.Limit, 0), atLeast("examples", c.Examples, 1),
		c.brokerFlags.check(), c.memoryFlags.check(), c.policyFlags.check(),
	}
	if err := archive.CheckFields(c.Field); err != nil {
		errs = append(errs, usagef("--field: %w", err))
	}
	if err := archive.CheckForm(c.InputFormat); err != nil {
		errs = append(errs, usagef("--input-format: %w", err))
	}
	if c.Rules != "" && c.Binary != "" {
		errs = append(errs, usagef("--rules and --binary are two changes: replay one at a time"))
	}
	if !c.Since.IsZero() && !c.Until.IsZero() && !c.Since.Before(c.Until.Time) {
		errs = append(errs, usagef("--since is not before --until: no document is of that time"))
	}
	return errors.Join(errs...)
}

// Run cleans every document as it is done today and as it would be done, and reports
// what comes out otherwise.
func (c *replayCmd) Run(ctx context.Context, at console, line *kong.Context, log *slog.Logger) (err error) {
	given := givenPolicy(line)
	if len(given) == 0 && c.Rules == "" && c.Binary == "" {
		return usagef("say what is changed: --rules, --binary, or a flag of the policy such as --threshold")
	}
	from, err := c.openDocuments(ctx, at, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.close()) }()
	today, err := c.policies(ctx, line, given, from.session, log)
	if err != nil {
		return err
	}
	if err := c.remember(ctx, from, today); err != nil {
		return err
	}
	before, after, err := c.cleanings(ctx, today, log)
	if err != nil {
		return err
	}
	shower, restore := newShower(c.Progress, at)
	begun := time.Now()
	state := progress.State{Pass: "replay", Total: from.bytes}
	shower.Show(state)
	options := replay.Options{Workers: c.Workers, Examples: c.Examples, Seen: func(documents int, read int64) {
		state.Documents, state.Bytes, state.Elapsed = int64(documents), read, time.Since(begun)
		shower.Show(state)
	}}
	if c.Binary != "" {
		options.Batch = binary.Batch
	}
	result, err := replay.Run(ctx, from.documents(ctx), before, after, options)
	state.Elapsed = time.Since(begun)
	shower.End(state)
	restore()
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("replay: stopped after %d documents: nothing was written", result.Documents.All)
	case err != nil:
		return fmt.Errorf("replay: %w (%d documents compared)", err, result.Documents.All)
	}
	if err := c.tell(at, result, from.name, log); err != nil {
		return err
	}
	return c.judge(result)
}

// cleanings returns the two ways to clean.
func (c *replayCmd) cleanings(ctx context.Context, now todays, log *slog.Logger) (before, after replay.Cleaning, err error) {
	options := pipeline.Options{Workers: c.Workers}
	c.bound(&options, limitMemory(os.DirFS("/"), log))
	options.Memory = options.WithDefaults().Memory // for both together
	policy, err := now.engine(0)
	if err != nil {
		return nil, nil, err
	}
	today := policy.with(now.rules)
	before = replay.Engine(today, today.build(), options)
	if c.Binary != "" {
		after, err = binary.Find(ctx, c.Binary, now.rules.Files(), c.policyFlags.arguments()...)
		if err != nil {
			return nil, nil, fmt.Errorf("--binary: %w", err)
		}
		return before, after, nil
	}
	if c.Rules != "" {
		if now.rules, err = loadRules(c.Rules); err != nil {
			return nil, nil, err
		}
	}
	if policy, err = c.policyFlags.engine(0); err != nil {
		return nil, nil, err
	}
	then := policy.with(now.rules)
	return before, replay.Engine(then, then.build(), options), nil
}

// tell writes the report.
func (c *replayCmd) tell(at console, r *replay.Report, what string, log *slog.Logger) error {
	form := c.Format
	switch {
	case form == replayTable && strings.HasSuffix(c.Out, ".json"):
		form = formJSON
	case form == replayTable && strings.HasSuffix(c.Out, ".html"):
		form = formHTML
	}
	write := func(w io.Writer) error { return report.ReplayTable(w, r, columnsOf(terminalOf(at.out))) }
	switch form {
	case formJSON:
		write = func(w io.Writer) error {
			body, err := r.JSON()
			if err == nil {
				_, err = w.Write(body)
			}
			return err
		}
	case formHTML:
		write = func(w io.Writer) error { return report.WriteReplayHTML(w, r, "winnow replay: "+what) }
	}
	if c.Out == "" {
		return write(at.out)
	}
	if err := output.WriteWhole(c.Out, write); err != nil {
		return err
	}
	log.Info("report written", "file", c.Out)
	if form == replayTable {
		return nil
	}
	return report.ReplayTable(at.out, r, columnsOf(terminalOf(at.out)))
}

// judge holds what is lost against --max-lost.
func (c *replayCmd) judge(r *replay.Report) error {
	share := r.Letters.LostShare()
	switch {
	case c.MaxLost == notGiven:
		return nil
	case r.Letters.Old == 0:
		return fmt.Errorf("no article was compared: --max-lost=%s is not shown to hold", c.MaxLost)
	case share <= float64(c.MaxLost):
		return nil
	}
	return fmt.Errorf("%s of the letters of article are lost, %d of %d: more than --max-lost=%s", figures.Percent(share), r.Letters.Lost, r.Letters.Old, c.MaxLost)
}

// lostShare is a share of letters, 0 to 1.
type lostShare float64

// UnmarshalText reads 0.1% and 0.001.
func (l *lostShare) UnmarshalText(text []byte) error {
	s := string(text)
	if s == "" {
		*l = notGiven
		return nil
	}
	factor := 1.0
	if percent, is := strings.CutSuffix(s, "%"); is {
		s, factor = percent, 0.01
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if n *= factor; err != nil || !(n >= 0 && n <= 1) { // also what is no number
		return fmt.Errorf("%q is no share, want one such as 0.1%%", text)
	}
	*l = lostShare(n)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (l lostShare) MarshalText() ([]byte, error) {
	if l == notGiven {
		return nil, nil
	}
	return []byte(l.String()), nil
}

// String returns the share in percent.
func (l lostShare) String() string {
	return strconv.FormatFloat(math.Round(100e6*float64(l))/1e6, 'f', -1, 64) + "%"
}

// pastTime is a time, which people also say by how long ago it is.
type pastTime struct {
	moment
	text string // as it was written
}

// UnmarshalText reads what moment reads, and times before now: 7d, 36h.
func (p *pastTime) UnmarshalText(text []byte) error {
	*p = pastTime{text: string(text)}
	if len(text) == 0 {
		return nil
	}
	if p.moment.UnmarshalText(text) == nil {
		return nil
	}
	var ago keepTime
	if err := ago.UnmarshalText(text); err != nil || ago <= 0 {
		return fmt.Errorf("%q is no time, want one such as 7d or 12h before now, or 2026-03-12", text)
	}
	p.Time = time.Now().Add(-time.Duration(ago))
	return nil
}

// newShower shows how far a run is on the console's error output, where the log goes
// through it until restore is called.
func newShower(mode progress.Mode, at console) (s *progress.Shower, restore func()) {
	file, isFile := at.err.(*switchWriter)
	if !isFile {
		return progress.New(mode, at.err, false), func() {}
	}
	s = progress.New(mode, file.to, terminalOf(file) != nil)
	before := file.use(s.Writer())
	return s, func() { file.use(before) }
}
