package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// desk is a server with workers, and somebody who feeds them and writes rules.
type desk struct {
	t        *testing.T
	server   *server.Server
	options  *server.Options
	js       jetstream.JetStream
	topology broker.Topology
	fed      int
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, options: &server.Options{}, topology: broker.DefaultTopology()}
	d.server = streamtest.Running(t, d.options)
	d.topology.Partitions = broker.EmbeddedPartitions
	d.js = plainClient(t, d.url())
	if err := d.topology.Apply(t.Context(), d.js); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) url() string { return d.server.ClientURL() }

// workers starts some, which end with the test, every other one of which publishes lean
// documents. It returns where the first is seen.
func (d *desk) workers(n int) *announced {
	d.t.Helper()
	ctx, stop := context.WithCancel(d.t.Context())
	var working sync.WaitGroup
	first := new(announced)
	for i := range n {
		said := io.Discard
		if i == 0 {
			said = first
		}
		working.Go(func() {
			c := defaultRun()
			c.NATS, c.HTTP, c.CommitLargest, c.Lean = d.url(), "127.0.0.1:0", 4, i%2 == 1
			log := slog.New(slog.NewTextHandler(io.MultiWriter(d.t.Output(), said), nil))
			if err := c.Run(ctx, console{out: io.Discard, err: d.t.Output()}, log); err != nil {
				d.t.Error(err)
			}
		})
	}
	d.t.Cleanup(func() { stop(); working.Wait() })
	return first
}

// asked wants an answer to a request for a document to be cleaned under a digest.
func (d *desk) asked(digest string) {
	d.t.Helper()
	msg := nats.NewMsg("winnow.ask")
	msg.Header.Set("Content-Type", "text/plain")
	msg.Header.Set("Winnow-Url", "https://www.brackwater.example/asked")
	msg.Data = []byte("The council of Brackwater met on Monday.\n\n" + tideLine + "\n")
	reply, err := d.js.Conn().RequestMsg(msg, patience)
	if err != nil {
		d.t.Fatal(err)
	}
	if got := builtUnder(d.t, string(reply.Data)); got != digest {
		d.t.Errorf("a document that was asked for was cleaned under %s, want %s", got, digest)
	}
}

// sees wants a worker to be ready, and to show a metric.
func (d *desk) sees(worker *announced, metric string) {
	d.t.Helper()
	streamtest.Eventually(d.t, func() error {
		ready, _ := ask(worker.url() + "/readyz")
		if _, metrics := ask(worker.url() + "/metrics"); ready != http.StatusOK || !strings.Contains(metrics, "\n"+metric+"\n") {
			return fmt.Errorf("readyz %d, or the metrics do not have %s", ready, metric)
		}
		return nil
	})
}

// tideLine is what leaks: the line that should not be in the documents of this test.
const tideLine = "Also on our site: the tide tables of Brackwater for the coming week"

// tideRule removes it.
const tideRule = "site brackwater.example\nremove promo: line equals \"" + tideLine + "\"\n"

// feed hands in documents.
func (d *desk) feed(n int) {
	d.t.Helper()
	for range n {
		d.fed++
		raw := document.Raw{
			ID: fmt.Sprint(d.fed), URL: fmt.Sprintf("https://p%d.brackwater.example/%d", d.fed%7, d.fed),
			Content: fmt.Appendf(nil, "The council of Brackwater met on Monday, and voted for bridge number %d over the river.\n\n%s\n\nThe mayor said that work on it would begin in spring, and that it would take two years in all.\n", d.fed, tideLine),
		}
		if err := operate.Feed(d.t.Context(), d.js, d.topology, fmt.Sprintf("p%d-example", d.fed%7), raw); err != nil {
			d.t.Error(err) // also from another goroutine than the test's
			return
		}
	}
}

// came waits until every document that was fed has come out, and returns them by id.
// None may have come twice.
func (d *desk) came() map[string]record.Clean {
	d.t.Helper()
	all := make(map[string]record.Clean)
	streamtest.Eventually(d.t, func() error {
		clear(all)
		for _, body := range published(d.t, d.js) {
			var c record.Clean
			if err := json.Unmarshal([]byte(body), &c); err != nil {
				d.t.Fatal(err)
			}
			if _, twice := all[c.ID]; twice {
				d.t.Fatalf("document %s came out twice", c.ID)
			}
			all[c.ID] = c
		}
		if len(all) < d.fed {
			return fmt.Errorf("%d of %d documents came out", len(all), d.fed)
		}
		return nil
	})
	return all
}

// checkUnder wants the documents of some ids to have been cleaned under a digest, and
// the leaked line to be in them or not.
func (d *desk) checkUnder(first, last int, digest string, leaks bool) {
	d.t.Helper()
	all := d.came()
	for id := first; id <= last; id++ {
		c := all[fmt.Sprint(id)]
		ruled := slices.ContainsFunc(c.Removed, func(r record.Removal) bool { return r.Rule == "site/promo" })
		if c.Winnow.Rules != digest || ruled == leaks {
			d.t.Errorf("document %d was cleaned under %s, want %s; by rule was removed: %v", id, c.Winnow.Rules, digest, ruled)
		}
	}
}

// restart ends the server, and starts it again.
func (d *desk) restart() {
	d.t.Helper()
	url := d.url()
	d.server.Shutdown()
	d.server.WaitForShutdown()
	options := *d.options
	var port int
	if _, err := fmt.Sscanf(url[strings.LastIndexByte(url, ':')+1:], "%d", &port); err != nil {
		d.t.Fatal(err)
	}
	d.server = streamtest.Started(d.t, &options, port)
	streamtest.Eventually(d.t, func() error {
		_, err := d.js.Stream(d.t.Context(), d.topology.CleanStream)
		return err
	})
}

// TestRulesReachEveryWorkerWhileItWorks pushes rules to three workers that are
// cleaning: no document is lost or doubled, each has the digest of the rules that it
// was cleaned under, and what can't be taken changes nothing.
func TestRulesReachEveryWorkerWhileItWorks(t *testing.T) {
	d := newDesk(t)
	none, rules := rulesDir(t, nil), rulesDir(t, map[string]string{"brackwater.rules": tideRule})
	before, after := rulesDigestOf(t, none), rulesDigestOf(t, rules)
	worker := d.workers(3)
	d.feed(20)
	d.checkUnder(1, 20, before, true)
	wantIn(t, rulesCommand(t, d.url(), 0, "live"), "has no rules", "of 3 workers")

	feeding, fed := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(fed)
		for {
			d.feed(1)
			select {
			case <-feeding:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	began := time.Now()
	said := rulesCommand(t, d.url(), 0, "push", rules, "--live", "--by", "anna")
	t.Logf("pushed and live in three workers after %s", time.Since(began))
	close(feeding)
	<-fed
	wantIn(t, said, "3 of 3 workers have it")
	changed := d.fed
	for id, c := range d.came() {
		if c.Winnow.Rules != before && c.Winnow.Rules != after {
			t.Errorf("document %s was cleaned under %s, which nobody had", id, c.Winnow.Rules)
		}
	}
	d.feed(20)
	d.checkUnder(changed+1, changed+20, after, false)
	d.asked(after)

	var revision uint64
	if _, err := fmt.Sscanf(said[strings.Index(said, "revision"):], "revision %d", &revision); err != nil {
		t.Fatal(err)
	}
	bucket, err := d.js.KeyValue(t.Context(), d.topology.Rules)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bucket.PutString(t.Context(), "current", "{by hand"); err != nil {
		t.Fatal(err)
	}
	streamtest.Eventually(t, func() error {
		if said := rulesCommand(t, d.url(), exitFailed, "live"); strings.Count(said, "refuses it") != 3 {
			return fmt.Errorf("not every worker refuses it:\n%s", said)
		}
		return nil
	})
	d.sees(worker, "winnow_rules_refused 1")
	d.feed(10)
	d.checkUnder(d.fed-9, d.fed, after, false)
	d.asked(after)
	d.workers(1) // which takes the newest before the broken one
	d.restart()
	d.feed(10)
	d.checkUnder(d.fed-9, d.fed, after, false)

	wantIn(t, rulesCommand(t, d.url(), 0, "push", none, "--empty", "--live"), "4 of 4 workers have it")
	d.sees(worker, "winnow_rules_refused 0")
	d.sees(worker, `winnow_rules_info{digest="none"} 1`)
	d.feed(10)
	d.checkUnder(d.fed-9, d.fed, before, true)
	d.asked(before)
	wantIn(t, rulesCommand(t, d.url(), 0, "rollback", fmt.Sprint(revision), "--live"), "4 of 4 workers have it")
	d.feed(10)
	d.checkUnder(d.fed-9, d.fed, after, false)
	wantIn(t, rulesCommand(t, d.url(), 0, "live"), "4 of 4 workers have it", fmt.Sprintf("back to revision %d", revision))
}
