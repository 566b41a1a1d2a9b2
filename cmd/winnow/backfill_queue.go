package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/backfill/queue"
	"github.com/winnow-news/winnow/pipeline/backfill/report"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// queueFlags let several machines share a backfill.
type queueFlags struct {
	Queue         string   `help:"Share the work with other machines, by a queue on this NATS server. They must see the inputs and OUT under the same names. A file is written for every unit of the work." placeholder:"URL" group:"Many machines"`
	Join          string   `help:"Work with the machine that has called winnow with --queue, until all is done. What is to be done is known from there." placeholder:"URL" group:"Many machines"`
	QueueName     string   `help:"Name of the run on the server, when there are several (default: made of OUT)." placeholder:"NAME" group:"Many machines"`
	QueueReplicas int      `help:"Replicas of the stream and the bucket, if they are not there yet (${default})." default:"1" placeholder:"N" group:"Many machines"`
	UnitSize      byteSize `help:"Bytes of the inputs that a machine takes at once, as they are stored (default: 64MB)." placeholder:"SIZE" group:"Many machines"`
}

// engineSettings is what a joiner makes the engine of the run of.
type engineSettings struct {
	Policy policyFlags `json:"policy"`
	Extras string      `json:"extras,omitempty"`

	Rules map[string][]byte `json:"rules,omitempty"` // for sites: the files
}

// checkQueue returns an error for flags that do not go together.
func (c *backfillCmd) checkQueue() error {
	switch {
	case c.Queue == "" && (c.QueueName != "" || c.UnitSize > 0):
		return usagef("--queue-name and --unit-size are for --queue")
	case c.Queue == "":
		return nil
	case c.Out == backfill.Stdout || c.Sample > 0 || isServer(c.Out) || len(filesOf(c.In)) < len(c.In):
		return usagef("--queue is for files: the machines read those, and write into a folder beside --out")
	case !c.Stories && (c.RotateSize > 0 || c.RotateDocs > 0):
		return usagef("--queue writes a file for every unit: --unit-size takes the place of --rotate-size and --rotate-docs")
	case queue.CheckName(c.QueueName) != nil:
		return usageError{fmt.Errorf("--queue-name: %w", queue.CheckName(c.QueueName))}
	}
	return nil
}

// lead makes this process lead the machines that share the work, when it is to.
// done is called when the work is.
func (c *backfillCmd) lead(ctx context.Context, e engine, rules *siterules.Set, o *backfill.Options, t *told, log *slog.Logger) (done func(), err error) {
	if c.Queue == "" {
		return func() {}, nil
	}
	name := c.QueueName
	if name == "" {
		if name, err = queueName(c.Out); err != nil {
			return nil, err
		}
	}
	js, closed, err := c.queueAt(c.Queue, "--queue", log)
	if err != nil {
		return nil, err
	}
	o.UnitBytes, o.Tally, o.MergeTally = int64(c.UnitSize), newUnitTally, t.merge
	settings := engineSettings{Policy: c.policyFlags, Extras: c.Extras.String(), Rules: rules.Files()}
	if err := settings.fit(js.Conn().MaxPayload()); err != nil {
		closed()
		return nil, err
	}
	leader, err := queue.NewLeader(ctx, js, queue.Options{Name: name, Replicas: c.QueueReplicas, Log: log}, e, *o, settings)
	if err != nil {
		closed()
		return nil, err
	}
	o.Crew = leader
	return func() { leader.Close(context.WithoutCancel(ctx)); closed() }, nil
}

// queueAt connects to the server of a queue.
func (f *credentialFlags) queueAt(address, flag string, log *slog.Logger) (js jetstream.JetStream, closed func(), err error) {
	conn, err := f.connect(address, flag, log)
	if err != nil {
		return nil, nil, err
	}
	if js, err = broker.JetStream(conn, jetstream.WithDefaultTimeout(askTimeout)); err != nil {
		conn.Close()
		return nil, nil, err
	}
	return broker.Patient(js), conn.Close, nil
}

// queueName returns the name of a run that writes to an output: another for
// another output.
func queueName(out string) (string, error) {
	whole, err := filepath.Abs(out)
	if err != nil {
		return "", err
	}
	stem, _, _ := strings.Cut(filepath.Base(whole), ".")
	stem = strings.Map(func(r rune) rune {
		if queue.CheckName(string(r)) != nil {
			return '-'
		}
		return r
	}, stem)
	const most = 32 // bytes: it is for people
	sum := sha256.Sum256([]byte(whole))
	return stem[:min(len(stem), most)] + "-" + hex.EncodeToString(sum[:4]), nil
}

// join works on a run that another process leads.
func (c *backfillCmd) join(ctx context.Context, at console, log *slog.Logger) error {
	js, closed, err := c.queueAt(c.Join, "--join", log)
	if err != nil {
		return err
	}
	defer closed()
	var own backfill.Options
	t := c.begin(at, &own)
	own = backfill.Options{Site: cleaners.Site, Tally: newUnitTally, Pipeline: pipeline.Options{Workers: c.Workers}}
	c.bound(&own.Pipeline, limitMemory(os.DirFS("/"), log))
	if c.InFlightMB == 0 {
		own.Pipeline.InFlightBytes = archiveInFlight
	}
	open := func(settings json.RawMessage) (pipeline.Engine, backfill.Options, error) {
		e, err := c.engineOf(settings)
		if err == nil {
			own.Build, own.Conditions = e.build(), e.conditions()
		}
		return e, own, err
	}
	joined, err := queue.Join(ctx, js, queue.Options{Name: c.QueueName, Log: log, Show: t.show}, open)
	t.end()
	if err != nil {
		return fmt.Errorf("backfill: %w (%d units done)", err, joined.Units)
	}
	log.Info("the run is over", "run", joined.Run, "units_done_here", joined.Units)
	return nil
}

// checkJoin returns an error for flags that say what the run says already.
func (c *backfillCmd) checkJoin() error {
	of := *c
	of.Join, of.QueueName, of.credentialFlags, of.QueueReplicas = "", "", credentialFlags{}, 0
	of.Workers, of.memoryFlags, of.policyFlags, of.extrasFlag = 0, memoryFlags{}, policyFlags{}, extrasFlag{}
	of.Stream, of.OutStream, of.SubjectPrefix = "", "", ""
	of.Checkpoint, of.Recurring, of.storyBounds, of.Progress = 0, 0, storyBounds{}, (reportFlags{}).Progress // they have defaults
	if !reflect.DeepEqual(of, backfillCmd{}) || c.Recurring != memory.RecurringOn {
		return usagef("--join learns from the run what is read and written, and how: leave all but --workers, limits, --progress and the flags of the connection to --queue")
	}
	return nil
}

// engineOf makes the engine of a run; by flags of our own where there are any, and
// then it is refused unless it is the same.
func (c *backfillCmd) engineOf(settings json.RawMessage) (engine, error) {
	var s engineSettings
	if err := json.Unmarshal(settings, &s); err != nil {
		return engine{}, fmt.Errorf("settings of the run: %w", err)
	}
	extras, err := document.ParseExtras(s.Extras)
	if err != nil {
		return engine{}, fmt.Errorf("settings of the run: %w", err)
	}
	if !reflect.DeepEqual(c.policyFlags, policyFlags{}) || c.Extras != 0 {
		s.Policy, extras = c.policyFlags, c.Extras
	}
	rules, err := siterules.FromFiles(s.Rules)
	if err != nil {
		return engine{}, fmt.Errorf("rules of the run:\n%w", err)
	}
	e, err := s.Policy.engine(extras)
	if err != nil {
		return engine{}, err
	}
	return e.with(rules), nil
}

// settingsShare of a message is what the settings of a run take at most, beside what
// else says what the run is.
const settingsShare = 2

// fit returns an error for rules that are too large to be told to joiners.
func (s engineSettings) fit(maxPayload int64) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if most := maxPayload / settingsShare; int64(len(body)) > most {
		return fmt.Errorf("--rules has %d bytes as machines are told of it, and the server of --queue takes %d: raise its max_payload, or leave out the rules of sites that are not in the archives", len(body), most)
	}
	return nil
}

// unitTally counts the documents of one unit for the report.
type unitTally struct{ *report.Tally }

func newUnitTally() backfill.Tally { return unitTally{report.NewTally()} }

func (t unitTally) Saw(seen backfill.Seen) { t.Add(report.Seen(seen)) }

func (t unitTally) Store() ([]byte, error) { return t.MarshalBinary() }

func (t unitTally) Restore(stored []byte) error { return t.UnmarshalBinary(stored) }

// merge adds what was counted of a unit.
func (t *told) merge(stored []byte) error {
	other := report.NewTally()
	if err := other.UnmarshalBinary(stored); err != nil {
		return err
	}
	return t.tally.Merge(other)
}

// crewTick is how much all machines did up to a time.
type crewTick struct {
	at    time.Duration
	docs  int
	bytes int64
}

// sample notes how much machines did that share the work. The tally is told at the
// end: until then it may be in the hands of who merges what they counted.
func (t *told) sample(p *backfill.Progress) {
	if p.Units == 0 || p.Pass != string(backfill.PassClean) {
		return
	}
	if n := len(t.crew); n == 0 || p.Elapsed-t.crew[n-1].at >= tellEvery || p.UnitsDone == p.Units {
		t.crew = append(t.crew, crewTick{p.Elapsed, p.Documents + p.Rejected, p.Bytes})
	}
}

func (t *told) tickCrew() {
	for i := 1; i < len(t.crew); i++ {
		last, now := t.crew[i-1], t.crew[i]
		t.tally.Tick(t.before+now.at, max(now.docs-last.docs, 0), max(now.bytes-last.bytes, 0)) // a machine that died takes back what it had in hand
	}
}
