package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/fixtures/month"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/drifts"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestAWorkerSaysWhichSiteHasChanged runs a month of some papers through a worker, of
// which one is redesigned, without a memory of what sites repeat. Then it runs again:
// nothing more is said.
func TestAWorkerSaysWhichSiteHasChanged(t *testing.T) {
	server := startedServer(t)
	js := plainClient(t, server.URL())
	topology := broker.DefaultTopology()
	if err := topology.Apply(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	const steady, changed = "harbourcourier-example", "moorherald-example"
	for _, page := range month.New(1, month.Layout(changed, 20)).Pages {
		if page.Site == changed || page.Site == steady {
			if err := operate.Feed(t.Context(), js, topology, page.Site, page.Raw); err != nil {
				t.Fatal(err)
			}
		}
	}
	winnow := func(args ...string) string {
		t.Helper()
		var out, said bytes.Buffer
		if code := run(append(args, "--nats", server.URL()), console{out: &out, err: &said}); code != 0 {
			t.Fatalf("winnow %v: exit code %d\n%s", args, code, said.String())
		}
		return out.String() + said.String()
	}
	work := []string{"run", "--once", "--http", "none", "--recurring", "off", "--stories", "off"}
	if said := winnow(work...); !strings.Contains(said, "a site has left its range") || !strings.Contains(said, "site="+changed) {
		t.Errorf("the worker says\n%s", said)
	}
	if said := winnow(work...); strings.Contains(said, "a site has left its range") {
		t.Errorf("the next worker says\n%s", said)
	}
	var sites []string
	for e, err := range drifts.Events(t.Context(), js, topology, "") {
		if err != nil {
			t.Fatal(err)
		}
		sites = append(sites, e.Site)
	}
	if len(sites) != 1 || sites[0] != changed {
		t.Errorf("events of %q", sites)
	}
	shown, err := siteDrift{js, topology, catalog.New(catalog.Options{}), "", streamtest.Log(t)}.Alarms(t.Context(), "")
	if err != nil || len(shown) != 1 || shown[0].Site != changed || len(shown[0].Before) != 2 || len(shown[0].After) != 2 || !strings.Contains(shown[0].Figure+strings.Join(shown[0].Also, ""), "Share with a byline") {
		t.Errorf("the pages of winnow review show %+v, %v", shown, err)
	}
	if said := winnow("recall", changed, "--range"); !strings.Contains(said, "it changed on 2026-03-2") || !strings.Contains(said, "byline was 100% and is 0%") ||
		strings.Count(said, "  before: ") != 2 || strings.Count(said, "  after: ") != 2 {
		t.Errorf("recall says of the one that changed\n%s", said)
	}
	if said := winnow("recall", steady, "--range"); !strings.Contains(said, "\nbyline ") || strings.Contains(said, "it changed") {
		t.Errorf("recall says of the other\n%s", said)
	}
}

// TestAWorkerThatMayNotWatchCleans has a worker in a deployment that does not know the
// stream of sites that change.
func TestAWorkerThatMayNotWatchCleans(t *testing.T) {
	s := streamtest.Accounts(t)
	operator, err := broker.JetStream(streamtest.As(t, s, "operator"))
	if err != nil {
		t.Fatal(err)
	}
	topology := broker.DefaultTopology()
	topology.DriftStream = ""
	if err := topology.Apply(t.Context(), operator); err != nil {
		t.Fatal(err)
	}
	if err := operate.Feed(t.Context(), operator, topology, "courier-example", month.New(1).Pages[0].Raw); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WINNOW_PASSWORD", "worker-secret")
	var out, said bytes.Buffer
	code := run([]string{"run", "--once", "--http", "none", "--nats", s.ClientURL(), "--user", "worker", "--inbox-prefix", "_INBOX_worker",
		"--drift-stream", "WINNOW_OTHER", "--drift-prefix", "winnow.other", "--drift-state", "winnow.others.state"}, console{out: &out, err: &said})
	if code != 0 || !strings.Contains(said.String(), "nobody looks here for sites that change") {
		t.Errorf("exit code %d\n%s", code, &said)
	}
	clean, err := operator.Stream(t.Context(), topology.CleanStream)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := clean.GetLastMsgForSubject(t.Context(), "winnow.clean.courier-example"); err != nil {
		t.Errorf("the document did not come out: %v", err)
	}
}
