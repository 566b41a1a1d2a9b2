// Package service answers documents over NATS, in place of putting them on a
// stream: a raw document comes in as a request, in the forms of a raw message, and
// the clean document goes back. It is a NATS service (nats.go/micro), so that
// `nats micro` finds it and shows its statistics, and several processes share the
// requests by its queue group.
//
//   - service.go: the service: taking requests in, and ending
//   - answer.go: the messages that go back
//   - stats.go: its statistics
//
// micro calls a handler for one request at a time, and counts when it returns. So
// the handler only finds a place for the request, or refuses it at once, and a
// goroutine of its own answers: what micro counts by itself is requests and those
// refusals, and the rest is in the data of its statistics.
package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"

	"github.com/winnow-news/winnow/pipeline/ask"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Name is what the service is called.
const Name = "winnow"

// Options are what a service may be told.
type Options struct {
	Subject string
	Build   record.Build
	Desk    *ask.Desk
	Form    ask.Form // of answers; JSON

	SiteRules func() string // the digest of the site rules in force, empty for none; nil where there never are any
	Log       *slog.Logger
}

// Service answers requests until it is closed.
type Service struct {
	options Options
	conn    *nats.Conn
	micro   micro.Service
	counts  counts
	warned  sync.Once

	ctx    context.Context // done when nobody is waited for any more
	giveUp context.CancelFunc

	mu      sync.Mutex
	closing bool
	inHand  sync.WaitGroup
}

// Start begins to answer. The connection stays the caller's.
func Start(conn *nats.Conn, o Options) (*Service, error) {
	s := &Service{options: o, conn: conn, counts: counts{refused: make(map[string]int)}}
	s.ctx, s.giveUp = context.WithCancel(context.Background())
	var err error
	s.micro, err = micro.AddService(conn, micro.Config{
		Name: Name, Version: semantic(o.Build.Version), Description: "Takes a scraped document, and returns the article alone.",
		Metadata:     map[string]string{"winnow.version": o.Build.Version, "winnow.rules": o.Build.Rules},
		StatsHandler: func(*micro.Endpoint) any { return s.stats() },
		ErrorHandler: func(_ micro.Service, err *micro.NATSError) {
			o.Log.Warn("requests are not answered, or not all", "subject", o.Subject, "error", err)
		},
	})
	if err == nil {
		err = s.micro.AddEndpoint("clean", micro.HandlerFunc(s.handle), micro.WithEndpointSubject(o.Subject), micro.WithEndpointMetadata(map[string]string{
			"request": record.RawSchema + ", or a body with Content-Type", "response": record.CleanSchema,
		}))
		if err != nil {
			err = errors.Join(err, s.micro.Stop())
		}
	}
	if err != nil {
		s.giveUp()
		return nil, fmt.Errorf("service on %s: %w", o.Subject, err)
	}
	return s, nil
}

// semver is how micro wants versions; the expression that https://semver.org suggests,
// but for names of builds, which ours has none of.
var semver = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?$`)
})

// semantic returns a version as micro wants it; one that is none is in the metadata.
func semantic(version string) string {
	if len(version) > 0 && version[0] == 'v' {
		version = version[1:]
	}
	if semver().MatchString(version) {
		return version
	}
	return "0.0.0"
}

// inboxes is how subjects for answers begin: a client's _INBOX, and _R_ and _GR_ of
// servers that pass requests on. Whoever asks may name any subject, which the server
// does not hold against his permissions; ours let us publish on streams.
const inboxes = "_"

// handle takes one request in, or refuses it.
func (s *Service) handle(r micro.Request) {
	if reply := r.Reply(); reply != "" && !strings.HasPrefix(reply, inboxes) {
		s.counts.count(ask.Refuse(ask.ReasonRequest, "the answer is to go to %q, which is no inbox", reply), 0) // and nobody can be told
		s.warned.Do(func() {
			s.options.Log.Warn("somebody asks for an answer on a subject that is no inbox, and gets none: an inbox begins with _; this is said once", "reply", reply)
		})
		return
	}
	leave, refusal := s.enter(record.UnpackedSize(r.Headers(), r.Data()))
	if refusal != nil {
		s.counts.count(refusal, 0)
		if err := r.Error(codeOf(refusal), oneLine(refusal.Error()), errorBody(refusal, ""), micro.WithHeaders(micro.Headers(errorHeader()))); err != nil {
			s.options.Log.Debug("a refusal was not sent", "error", err)
		}
		return
	}
	go func() {
		defer leave()
		s.answer(r)
	}()
}

// enter takes a place for a request, unless the service is closing.
func (s *Service) enter(bytes int) (leave func(), refusal *ask.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return nil, ask.Refuse(ask.ReasonStopping, "this process is stopping")
	}
	place, refusal := s.options.Desk.Enter(bytes)
	if refusal != nil {
		return nil, refusal
	}
	s.inHand.Add(1)
	return func() { place(); s.inHand.Done() }, nil
}

// Close takes no more requests and answers those that are in hand, at most until ctx
// is done. Other processes of the queue group get what comes from then on.
func (s *Service) Close(ctx context.Context) error {
	defer s.giveUp()
	err := s.micro.Stop()
	err = errors.Join(err, ignoreClosed(s.conn.FlushTimeout(flushTime))) // what the server had sent before it knew has come
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	done := make(chan struct{})
	go func() {
		s.inHand.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		s.giveUp() // those that wait for their turn; one that is being cleaned ends by the limit of its time
		<-done
		err = errors.Join(err, fmt.Errorf("requests were given up: %w", ctx.Err()))
	}
	return errors.Join(err, ignoreClosed(s.conn.FlushTimeout(flushTime)))
}
