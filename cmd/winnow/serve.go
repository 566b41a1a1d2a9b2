package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	asking "github.com/winnow-news/winnow/pipeline/ask"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/serve"
	"github.com/winnow-news/winnow/pipeline/telemetry"
)

type serveCmd struct {
	HTTP      string `name:"http" env:"WINNOW_SERVE_HTTP" default:"127.0.0.1:9465" help:"Address to listen at, host:port (${default})." placeholder:"ADDR"`
	TokenFile string `env:"WINNOW_SERVE_TOKEN_FILE" type:"path" help:"File with the bearer token that clients must have. Needed where other machines can ask." placeholder:"FILE"`
	Open      bool   `env:"WINNOW_SERVE_OPEN" help:"Answer other machines without a token."`
	Memory    string `type:"path" help:"File with what sites repeat, as backfill --memory writes it. It is read, and never changed." placeholder:"FILE"`

	Workers      int           `help:"Documents cleaned at once; one a CPU when 0." placeholder:"N"`
	Queue        int           `env:"WINNOW_SERVE_QUEUE" default:"32" help:"Documents that may wait beside those; who comes then is told to come back (${default})." group:"Limits" placeholder:"N"`
	DocumentTime time.Duration `default:"30s" help:"A document that is not cleaned by then is refused (${default})." group:"Limits" placeholder:"TIME"`
	memoryFlags
	policyFlags
	rulesFlag
	extrasFlag
}

// leastToken is how many bytes a token has at least: shorter ones can be guessed.
const leastToken = 16

// check is part of checker.
func (c *serveCmd) check() error {
	errs := []error{
		checkAddress("http", c.HTTP), atLeast("workers", c.Workers, 0), atLeast("queue", c.Queue, 1),
		timeAtLeast("document-time", c.DocumentTime, leastDocumentTime), c.memoryFlags.check(), c.policyFlags.check(),
	}
	if c.Open && c.TokenFile != "" {
		errs = append(errs, usagef("--open answers without a token, and --token-file asks for one"))
	}
	return errors.Join(errs...)
}

// Run answers over HTTP until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, log *slog.Logger) error {
	if !isLoopback(c.HTTP) && c.TokenFile == "" && !c.Open {
		return usagef("--http=%s: other machines could ask; give a --token-file, or --open for all of them", c.HTTP)
	}
	options, rules, err := c.options(ctx, log)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.HTTP)
	if err != nil {
		return fmt.Errorf("--http=%s: %w", c.HTTP, err)
	}
	log.Info("answering", "url", "http://"+listener.Addr().String()+"/clean")
	if err := during(ctx, rules, nil, func(ctx context.Context) error { return serve.Serve(ctx, listener, options) }); err != nil {
		return err
	}
	log.Info("stopped; all that was in hand is answered")
	return nil
}

// options is what the server is told, and the rules that it follows.
func (c *serveCmd) options(ctx context.Context, log *slog.Logger) (o serve.Options, rules *rulesets.Follower, err error) {
	if o.Token, err = readToken(c.TokenFile); err != nil {
		return o, nil, err
	}
	recall, err := c.recall()
	if err != nil {
		return o, nil, err
	}
	base, err := c.engine(c.Extras)
	if err != nil {
		return o, nil, err
	}
	baseLinking, err := c.engine(c.Extras | document.ExtraLinks) // Markdown has a form for links
	if err != nil {
		return o, nil, err
	}
	limits := pipeline.Options{Workers: c.Workers, DocumentTime: c.DocumentTime}
	c.bound(&limits, limitMemory(os.DirFS("/"), log))
	asks := telemetry.NewAsks()
	if rules, err = c.followFolder(ctx, log, asks); err != nil {
		return o, nil, err
	}
	engine, linking := base.following(rules), baseLinking.following(rules)
	o.Desk = asking.NewDesk(asking.Options{Pipeline: limits, Queue: c.Queue, Recall: recall, Via: "http", Observer: asks, Log: log})
	o.Forms = []asking.Form{asking.JSON(engine, base.build()), asking.Markdown(linking), asking.Text(engine)}
	o.Limit, o.Metrics, o.Log = decode.DefaultLimits().Bytes, asks.Handler(), log
	return o, rules, nil
}

// recall returns what is remembered of sites, nil for nothing.
func (c *serveCmd) recall() (asking.RecallFunc, error) {
	if c.Memory == "" {
		return nil, nil
	}
	sites, err := backfill.LoadMemory(c.Memory)
	if err != nil {
		return nil, fmt.Errorf("--memory: %w", err)
	}
	return func(raw document.Raw) (document.Recall, bool) {
		site := cleaners.Site(raw.URL)
		if site == "" {
			return nil, false
		}
		return func(doc *document.Document) []document.Verdict {
			verdicts, _ := memory.RecurringOn.Ask(sites, site, doc, 0, memory.Day("", raw.FetchedAt, time.Now()))
			return verdicts
		}, true
	}, nil
}

// readToken returns the token in a file, empty for none.
func readToken(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("--token-file: %w", err)
	}
	token := bytes.TrimSpace(content)
	if len(token) < leastToken {
		return "", fmt.Errorf("--token-file %s: %w", name, errShortToken)
	}
	return string(token), nil
}

var errShortToken = errors.New("a token of less than 16 characters can be guessed")
