package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kong"
	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline/backfill/progress"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// recleanCmd sends stored raw documents round again.
type recleanCmd struct {
	Site   siteToken `env:"-" help:"The documents of this site: courier.example, or as in its subjects courier-example." placeholder:"SITE"`
	All    bool      `env:"-" help:"The documents of all sites."`
	Since  pastTime  `env:"-" help:"Only documents that were cleaned since then: a time before now such as 7d or 12h, or 2026-03-12." placeholder:"TIME"`
	Until  pastTime  `env:"-" help:"Only documents that were cleaned before then." placeholder:"TIME"`
	Rate   float64   `env:"-" help:"Documents a second at most (default: as many as workers have room for beside the live stream)." placeholder:"N"`
	Force  bool      `env:"-" help:"Also documents that today's rules cleaned: what is remembered of their site may have changed."`
	DryRun bool      `env:"-" help:"Say what would be sent, and send nothing."`

	JobBucket string        `default:"WINNOW_JOBS" help:"Key-value bucket that says how far it is (${default})." group:"Names" placeholder:"NAME"`
	Progress  progress.Mode `default:"auto" help:"How far it is: a bar on a terminal (auto), lines of JSON for programs (json), nothing (off)." placeholder:"auto|json|off"`

	brokerFlags
}

// check is part of checker.
func (c *recleanCmd) check() error {
	errs := []error{c.brokerFlags.check()}
	if !(c.Rate >= 0) { // also what is no number
		errs = append(errs, usagef("--rate=%v: want a number above 0", c.Rate))
	}
	if !c.Since.IsZero() && !c.Until.IsZero() && !c.Since.Before(c.Until.Time) {
		errs = append(errs, usagef("--since is not before --until: no document is of that time"))
	}
	return errors.Join(errs...)
}

// Run sends documents round again. Stopped or killed, it goes on where it was when it is
// called the same way again.
func (c *recleanCmd) Run(ctx context.Context, at console, line *kong.Context, log *slog.Logger) (err error) {
	if (c.Site == "") == !c.All {
		return usagef("name one site with --site, or say --all")
	}
	b, err := c.ask(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	today, sure, err := c.today(ctx, b, line, log)
	if err != nil {
		return err
	}
	shower, restore := newShower(c.Progress, at)
	begun := time.Now()
	state := progress.State{Pass: "reclean"}
	shower.Show(state)
	done, err := operate.Reclean(ctx, b.js, c.topology(), operate.RecleanOptions{
		Site: string(c.Site), Since: c.Since.Time, Until: c.Until.Time, Today: today, Sure: sure, Again: c.Force,
		Bucket: c.JobBucket, Job: c.job(), Rate: c.Rate, Beside: b.embedded == nil, DryRun: c.DryRun, Log: log,
		Seen: func(r operate.Recleaned, all int) {
			state.Documents, state.All, state.Elapsed = int64(r.Documents()), int64(all), time.Since(begun)
			shower.Show(state)
		},
	})
	state.Elapsed = time.Since(begun)
	shower.End(state)
	restore()
	if done.Resumed {
		log.Info("went on with a job that was begun before", "begun", done.Begun, "sent before", done.Sent-done.Here)
	}
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("reclean: stopped; %d documents were sent: the same command goes on from there", done.Sent)
	case err != nil:
		return fmt.Errorf("reclean: %w (%d documents were sent: the same command goes on from there)", err, done.Sent)
	}
	if done.Documents() == 0 {
		log.Warn("no clean document is of that site and time", "stream", c.CleanStream, "site", c.Site, "since", c.Since.text, "until", c.Until.text)
	}
	if err := c.tell(harmless(at.out), &done); err != nil || done.TooLarge.Count == 0 {
		return err
	}
	return fmt.Errorf("%d documents are too large to be sent again", done.TooLarge.Count)
}

// job names the job: the same for the same command.
func (c *recleanCmd) job() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %v %q %q %v", c.Site, c.All, c.Since.text, c.Until.text, c.Force))
	return "reclean." + hex.EncodeToString(sum[:8])
}

// today returns what workers clean with. A worker says it by cleaning a line; where none
// answers, it is what `winnow run` would clean with here, of which nobody is sure but with
// an embedded server.
func (c *recleanCmd) today(ctx context.Context, b *session, line *kong.Context, log *slog.Logger) (build record.Build, sure bool, err error) {
	other, err := configured(line, "run")
	if err != nil {
		return build, false, fmt.Errorf("how documents are cleaned today: %w", err)
	}
	if b.embedded == nil && other.Run.Ask != listenNone {
		build, err := askBuild(ctx, b.conn, other.Run.Ask)
		if err == nil {
			return build, true, nil
		}
		log.Warn("no worker says which rules it has: those that winnow run has here are taken for today's", "error", err)
	}
	engine, err := other.Run.engine(other.Run.Extras)
	if err != nil {
		return build, false, err
	}
	rules, err := rulesInForce(ctx, b, c.topology(), other.Run.Rules)
	if err != nil {
		return build, false, fmt.Errorf("rules for sites: %w", err)
	}
	return engine.with(rules).build(), b.embedded != nil, nil
}

// askTime is how long a worker's answer is waited for: it cleans one line.
const askTime = 5 * time.Second

// askBuild asks any worker what it cleans with.
func askBuild(ctx context.Context, conn *nats.Conn, subject string) (build record.Build, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	answer, err := conn.RequestMsgWithContext(ctx, &nats.Msg{
		Subject: subject, Header: nats.Header{record.HeaderContentType: {"text/plain"}, record.HeaderID: {"rules"}}, Data: []byte("Which rules are these?"),
	})
	if err != nil {
		return build, err
	}
	if text := answer.Header.Get("Nats-Service-Error"); text != "" {
		return build, errors.New(text)
	}
	head, err := record.ParseHead(answer.Header, answer.Data)
	return head.Winnow, err
}

// tell prints what was done.
func (c *recleanCmd) tell(out io.Writer, done *operate.Recleaned) error {
	sent := "documents are on their way again; winnow lag says how many wait"
	if c.DryRun {
		sent = "documents would be sent round again"
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "sent\t%d\t%s\n", done.Sent, sent)
	for _, l := range []struct {
		name  string
		count int
		names []string
		what  string
	}{
		{"current", done.Current, nil, "were cleaned with today's rules"},
		{"newer", done.Newer, nil, "have a newer version on its way"},
		{"gone", done.Gone.Count, done.Gone.Names, "have no raw document any more"},
		{"dead", done.Dead.Count, done.Dead.Names, "are dead letters in their latest version (winnow dlq)"},
		{"too large", done.TooLarge.Count, done.TooLarge.Names, "do not fit into a message with what is added"},
	} {
		if l.count == 0 {
			continue
		}
		names := ""
		if len(l.names) > 0 {
			names = ": " + strings.Join(l.names, ", ")
		}
		if more := l.count - len(l.names); more > 0 && len(l.names) > 0 {
			names += fmt.Sprintf(" and %d more", more)
		}
		fmt.Fprintf(table, "%s\t%d\t%s%s\n", l.name, l.count, l.what, names)
	}
	return table.Flush()
}
