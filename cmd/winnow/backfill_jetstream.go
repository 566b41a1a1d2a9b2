package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/backfill/messages"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// streamFlags are what a backfill is told of streams. IN or OUT is then the URL of
// a NATS server.
type streamFlags struct {
	Stream  string `default:"WINNOW_RAW" help:"Of IN=nats://…: the stream that is read, up to where it ended when the backfill began (${default})." placeholder:"NAME" group:"Streams"`
	Subject string `help:"Of IN=nats://…: only messages that were published to this subject, such as winnow.raw.courier-example." placeholder:"SUBJECT" group:"Streams"`
	FromSeq uint64 `help:"Of IN=nats://…: from this sequence on." placeholder:"N" group:"Streams"`
	ToSeq   uint64 `help:"Of IN=nats://…: up to this sequence." placeholder:"N" group:"Streams"`
	Since   moment `help:"Of IN=nats://…: only messages that were stored at this time or later." placeholder:"TIME" group:"Streams"`
	Until   moment `help:"Of IN=nats://…: only messages that were stored before this time." placeholder:"TIME" group:"Streams"`

	OutStream     string `default:"WINNOW_CLEAN" help:"Of OUT=nats://…: the stream that is written to (${default})." placeholder:"NAME" group:"Streams"`
	SubjectPrefix string `default:"winnow.clean" help:"Of OUT=nats://…: subjects of the clean documents, without the site (${default})." placeholder:"SUBJECT" group:"Streams"`
	State         string `help:"Of OUT=nats://…: file for how far it is; what fails goes beside it (default: winnow-backfill-STREAM.state)." placeholder:"FILE" group:"Streams"`
}

// moment is a time as people write it.
type moment struct{ time.Time }

// UnmarshalText reads 2026-03-12T08:00:00Z, or 2026-03-12 for the beginning of
// that day in UTC.
func (m *moment) UnmarshalText(text []byte) (err error) {
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if m.Time, err = time.Parse(form, string(text)); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%q is no time, want one such as 2026-03-12 or 2026-03-12T08:00:00Z", text)
}

// isServer reports whether an input or output is the URL of a NATS server.
func isServer(name string) bool {
	return strings.HasPrefix(name, "nats://") || strings.HasPrefix(name, "tls://")
}

// filesOf returns the inputs that are no servers.
func filesOf(in []string) (files []string) {
	for _, name := range in {
		if !isServer(name) {
			files = append(files, name)
		}
	}
	return files
}

// stateName returns the path that names the files beside a stream that is written.
func (f *streamFlags) stateName() string {
	return cmp.Or(strings.TrimSuffix(f.State, ".state"), "winnow-backfill-"+f.OutStream)
}

// streams is the servers that a backfill reads from and writes to.
type streams struct {
	*streamFlags
	who       *credentialFlags
	in, out   jetstream.JetStream // nil: files
	same      bool                // they are one, and raw documents are read from it
	overwrite bool
	conns     []*nats.Conn
	resumable bool
}

// openStreams connects to the servers that are named.
func (c *backfillCmd) openStreams(log *slog.Logger) (*streams, error) {
	f := &c.streamFlags
	s := &streams{streamFlags: f, who: &c.credentialFlags, overwrite: c.Overwrite, resumable: c.Out != backfill.Stdout && c.Sample == 0}
	var server string
	for _, name := range c.In {
		switch {
		case isServer(name) && server != "":
			return nil, usagef("a backfill reads one stream; name another in a run of its own")
		case isServer(name):
			server = name
		}
	}
	toStream := isServer(c.Out) && c.Sample == 0
	switch {
	case toStream && c.To != "":
		return nil, usagef("--to is for files: a stream has documents as JSON")
	case toStream && (c.RotateDocs > 0 || c.RotateSize > 0):
		return nil, usagef("--rotate-docs and --rotate-size are for files")
	case toStream && c.Stories:
		return nil, usagef("--stories reads what was written: it needs a file for --out")
	case !toStream && f.State != "":
		return nil, usagef("--state is for streams: beside a file it has the file's name")
	case server == "" && (f.Subject != "" || f.FromSeq > 0 || f.ToSeq > 0 || !f.Since.IsZero() || !f.Until.IsZero()):
		return nil, usagef("--subject, --from-seq, --to-seq, --since and --until are for a stream: name nats://HOST as an input")
	}
	if err := s.connect(server, c.Out, toStream, log); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// connect connects to the server that is read from, unless its URL is empty, and
// to that which is written to.
func (s *streams) connect(in, out string, toStream bool, log *slog.Logger) (err error) {
	if in != "" {
		if s.in, err = s.dial(in, "IN", log); err != nil {
			return err
		}
	}
	if !toStream {
		return nil
	}
	if s.same = out == in; s.same {
		s.out = s.in
		return nil
	}
	s.out, err = s.dial(out, "--out", log)
	return err
}

func (s *streams) dial(server, flag string, log *slog.Logger) (jetstream.JetStream, error) {
	conn, err := s.who.connect(server, flag, log)
	if err != nil {
		return nil, err
	}
	s.conns = append(s.conns, conn)
	return broker.JetStream(conn)
}

func (s *streams) close() {
	for _, conn := range s.conns {
		conn.Close()
	}
}

// The conditions that a run with streams has beside others. They are fixed when
// it begins.
const (
	conditionSpan = "input stream"
	conditionRun  = "run"
)

// join puts the streams into the options of a backfill.
func (s *streams) join(ctx context.Context, o *backfill.Options, log *slog.Logger) error {
	if s.in == nil && s.out == nil {
		return nil
	}
	if s.out != nil {
		o.Out = fmt.Sprintf("nats:%s?prefix=%s", s.OutStream, s.SubjectPrefix) // without a server, which may be called something else tomorrow
		o.State = s.stateName()
	}
	var begun map[string]string
	if s.resumable && !s.overwrite {
		name := o.State
		if name == "" {
			name = o.Out
		}
		var err error
		if begun, err = backfill.Begun(name); err != nil {
			return err
		}
	}
	if s.in != nil {
		if err := s.joinInput(ctx, o, begun, log); err != nil {
			return err
		}
	}
	if s.out != nil {
		return s.joinOutput(ctx, o, begun, log)
	}
	return nil
}

func (s *streams) joinInput(ctx context.Context, o *backfill.Options, begun map[string]string, log *slog.Logger) error {
	from := messages.Stream{JS: s.in, Name: s.Stream, Log: log}
	query := messages.Query{Subject: s.Subject, From: s.FromSeq, To: s.ToSeq, Since: s.Since.UTC(), Until: s.Until.UTC()}
	span, err := from.Find(ctx, query, begun[conditionSpan])
	if err != nil {
		return err
	}
	in, err := from.Input(ctx, span)
	if err != nil {
		return err
	}
	log.Info("reading a stream", "stream", s.Stream, "from", span.First, "to", span.Last)
	o.In = append(o.In, in)
	o.Conditions[conditionSpan] = span.String()
	if s.same { // else the sequences are of nothing that is beside the output
		s.same, err = from.IsRaw(ctx)
	}
	return err
}

func (s *streams) joinOutput(ctx context.Context, o *backfill.Options, begun map[string]string, log *slog.Logger) error {
	to := messages.Stream{JS: s.out, Name: s.OutStream, Log: log}
	run, err := to.Begin(ctx, s.SubjectPrefix, begun[conditionRun])
	if err != nil {
		return err
	}
	o.Conditions[conditionRun] = run.String()
	target := messages.TargetOptions{Prefix: s.SubjectPrefix, Run: run, Raw: s.same}
	o.Target = func(ctx context.Context, state output.State) (output.Target, error) {
		return to.Open(ctx, target, state)
	}
	return nil
}
