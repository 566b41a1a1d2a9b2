package drifts

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"

	cleaned "github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/drift"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// The month of three sites with four documents a day each, of which two are redesigned:
// their events are in one batch.
const (
	redesigned = "courier-example"
	other      = "herald-example"
	steady     = "gazette-example"
	sites      = 3
	daily      = 4
	changedDay = 22
)

// newspapers returns the clean documents of 30 days. After a redesign a site has no
// bylines, and other articles below its own.
func newspapers() (all []cleaned.Clean) {
	begin := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for n := range 30 * daily {
		day := n / daily
		for _, site := range [sites]string{redesigned, steady, other} {
			d := cleaned.Clean{
				ID: fmt.Sprintf("%s-%d", site, n), Site: site, URL: fmt.Sprintf("https://www.%s/%d", strings.ReplaceAll(site, "-", "."), n),
				Title: fmt.Sprintf("Report %d", n), Byline: "Tam Orsel", Published: begin.AddDate(0, 0, day).Add(time.Duration(n%daily) * time.Hour).Format(time.RFC3339),
				Paragraphs: []cleaned.Paragraph{{Text: strings.Repeat("word ", 200+7*(n%13))}},
				Removed:    []cleaned.Removal{{Text: strings.Repeat("share ", 5+n%7), Kind: cleaned.Share}},
			}
			if site != steady && day >= changedDay {
				d.Byline = ""
				d.Removed = append(d.Removed, cleaned.Removal{Text: strings.Repeat("other ", 90), Kind: cleaned.Related})
			}
			all = append(all, d)
		}
	}
	return all
}

// publish stores clean documents as a worker does.
func publish(t testing.TB, b *streamtest.Bench, docs []cleaned.Clean, header ...string) {
	t.Helper()
	for i := range docs {
		doc := record.NewClean(&docs[i], streamtest.Build)
		body, err := doc.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, docs[i].Published)
		if err != nil {
			t.Fatal(err)
		}
		measured := drift.NewDocument(docs[i].ID, at, drift.Of(&docs[i]))
		m := &nats.Msg{Subject: b.Topology.CleanPrefix + "." + docs[i].Site, Data: body, Header: nats.Header{record.HeaderMeasures: {measured.Header()}}}
		for j := 0; j < len(header); j += 2 {
			m.Header.Set(header[j], header[j+1])
		}
		if _, err := b.JS.PublishMsg(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
}

// watch runs the stage until all is looked at.
func watch(t testing.TB, b *streamtest.Bench) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	_, js := b.Connect(t)
	if err := Run(ctx, js, b.Topology, Options{Once: true, Log: streamtest.Log(t), SnapshotEvery: 2}); err != nil {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatal("not all was looked at in time")
	}
}

// events returns what was raised.
func events(t testing.TB, b *streamtest.Bench) (all []record.Drift) {
	t.Helper()
	for e, err := range Events(t.Context(), b.JS, b.Topology, "") {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e.Drift)
	}
	return all
}

// known returns what whoever takes over knows.
func known(t testing.TB, b *streamtest.Bench) [][]byte {
	t.Helper()
	sites, err := Ranges(t.Context(), b.JS, b.Topology, streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(sites.Snapshot(1 << 20))
}

func TestASiteThatChangesIsToldOfOnce(t *testing.T) {
	b := streamtest.New(t)
	docs := newspapers()
	publish(t, b, docs[:150])
	if _, err := b.JS.Publish(t.Context(), b.Topology.CleanPrefix+"."+steady, []byte("of an older version")); err != nil {
		t.Fatal(err)
	}
	watch(t, b)
	if got := events(t, b); len(got) > 0 {
		t.Fatalf("%+v", got)
	}
	publish(t, b, docs[150:])
	watch(t, b)
	watch(t, b)
	all := events(t, b)
	if len(all) != 2 || all[1].Site != other {
		t.Fatalf("%d events, want 2: %+v", len(all), all)
	}
	e := all[0]
	if e.Site != redesigned || !strings.HasPrefix(e.Since, "2026-03-24T08") || e.Sequence == 0 {
		t.Errorf("%s since %s, at %d", e.Site, e.Since, e.Sequence)
	}
	moved := make(map[string]record.DriftMeasure)
	for _, m := range e.Measures {
		moved[m.Measure] = m
	}
	if m := moved["byline"]; m.Was != 1 || m.Is != 0 || m.Low != 1 || m.Documents < 8 {
		t.Errorf("bylines: %+v of %+v", m, e.Measures)
	}
	if m := moved["related"]; m.Was != 0 || m.Is < .2 {
		t.Errorf("related: %+v", m)
	}
	before := record.DriftDocument{
		ID: "courier-example-87", URL: "https://www.courier.example/87", Title: "Report 87", Published: "2026-03-23T11:00:00Z",
		Sequence: sites*87 + 1 + 1, Rules: streamtest.Build.Rules, Values: e.Before[0].Values,
	}
	if diff := cmp.Diff(before, e.Before[0]); diff != "" || before.Values["byline"] != 1 {
		t.Errorf("the document before (-want +got):\n%s", diff)
	}
	if len(e.Before) != 2 || len(e.After) != 2 || e.After[0].Values["byline"] != 0 || e.After[0].ID != "courier-example-88" {
		t.Errorf("before %+v, after %+v", e.Before, e.After)
	}
}

func TestWhatAnOperatorHadCleanedAgainIsNoNews(t *testing.T) {
	b := streamtest.New(t)
	docs := newspapers()
	changedAt := sites * daily * changedDay
	publish(t, b, docs[:changedAt])
	watch(t, b)
	again := docs[changedAt-60 : changedAt]
	for i := range again { // under rules that find no byline
		again[i].Byline = ""
	}
	publish(t, b, again, record.HeaderEmission, "1")
	watch(t, b)
	if got := events(t, b); len(got) > 0 {
		t.Errorf("%+v", got)
	}
}

func TestProcessesTakeTurns(t *testing.T) {
	b := streamtest.New(t)
	docs := newspapers()
	var processes sync.WaitGroup
	for range 3 {
		processes.Go(func() { watch(t, b) })
	}
	for part := range 4 {
		publish(t, b, docs[90*part:90*part+90])
	}
	processes.Wait()
	watch(t, b) // what came in after all had seen the end
	if got := events(t, b); len(got) != 2 {
		t.Errorf("%d events: %+v", len(got), got)
	}
}

// workerMain watches sites until it kills itself.
func workerMain(address string, point faults.Point) int {
	ctx, cancel := context.WithTimeout(context.Background(), streamtest.Patience)
	defer cancel()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	conn, err := broker.Connect(address, log)
	if err != nil {
		return 1
	}
	defer conn.Close()
	js, err := broker.JetStream(conn)
	if err != nil {
		return 1
	}
	hooks := &faults.Hooks{Reached: func(p faults.Point) {
		if p != point {
			return
		}
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Kill()
		}
		select {} // until it arrives
	}}
	_ = Run(ctx, js, streamtest.QuickTopology(), Options{Log: log, Faults: hooks, SnapshotEvery: 1})
	return 2 // it should have died
}

func TestAProcessThatIsKilledLosesAndDoublesNothing(t *testing.T) {
	docs := newspapers()
	undisturbed := streamtest.New(t)
	publish(t, undisturbed, docs)
	watch(t, undisturbed)
	want, wantKnown := events(t, undisturbed), known(t, undisturbed)
	for _, point := range faults.DriftPoints() {
		t.Run(string(point), func(t *testing.T) {
			b := streamtest.NewOpen(t)
			publish(t, b, docs[:150])
			watch(t, b)
			publish(t, b, docs[150:330])
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), envWorker+"="+b.Server.URL(), envPoint+"="+string(point))
			if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() >= 0 {
				t.Fatalf("the process was not killed: %v", err)
			}
			publish(t, b, docs[330:])
			watch(t, b)
			if diff := cmp.Diff(want, events(t, b)); diff != "" {
				t.Errorf("killed at %s (-undisturbed +killed):\n%s", point, diff)
			}
			if diff := cmp.Diff(wantKnown, known(t, b)); diff != "" {
				t.Errorf("what is known after it was killed at %s (-undisturbed +killed):\n%s", point, diff)
			}
		})
	}
}
