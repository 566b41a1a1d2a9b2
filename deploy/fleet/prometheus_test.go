//go:build unix

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// wantObserved wants Prometheus to see every worker, to take every alert, and to
// answer every query of the dashboard.
func wantObserved(t *testing.T, f *fleet) {
	if _, err := exec.LookPath("prometheus"); err != nil {
		t.Skip("prometheus is not installed")
	}
	streamtest.Eventually(t, func() error { return f.scraped(t.Context()) })
	streamtest.Eventually(t, func() error { return f.alerts(t.Context()) })
	queries := dashboard(t, f.source("grafana", "winnow.json"))
	if len(queries) < 20 {
		t.Fatalf("the dashboard has %d queries", len(queries))
	}
	shown, err := f.shown(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var empty []string
	for _, q := range queries {
		if slices.ContainsFunc(metricName.FindAllString(q, -1), func(name string) bool { return !strings.Contains(shown, "\n"+name) }) {
			empty = append(empty, q) // counts what did not happen here
		} else if strings.Contains(q, "} > 0)") {
			empty = append(empty, q) // asks only where there are some, such as rules for sites
		}
	}
	streamtest.Eventually(t, func() error { return f.answers(t.Context(), queries, empty) })
	t.Logf("%d queries of the dashboard answered, all with data but %q", len(queries), empty)
}

var metricName = regexp.MustCompile(`\b(?:winnow|process)_[a-z_]+`)

// shown returns the metrics of all targets as they are at the moment.
func (f *fleet) shown(ctx context.Context) (string, error) {
	var all strings.Builder
	for _, w := range append(f.workers[:len(f.workers):len(f.workers)], f.lag) {
		text, err := fetch(ctx, "http://"+w.http+"/metrics")
		if err != nil {
			return "", err
		}
		all.Write(text)
	}
	return all.String(), nil
}

// answers returns an error unless every query finds something, but those that
// may find nothing.
func (f *fleet) answers(ctx context.Context, queries, empty []string) error {
	var missing []string
	for _, q := range queries {
		n, err := f.query(ctx, q)
		if err != nil {
			return err
		}
		if n == 0 && !slices.Contains(empty, q) {
			missing = append(missing, q)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("no data for %q", missing)
	}
	return nil
}

// ask asks Prometheus, and reads the data of its answer.
func (f *fleet) ask(ctx context.Context, path string, data any) error {
	answer, err := fetch(ctx, f.prometheusURL+path)
	if err != nil {
		return err
	}
	return json.Unmarshal(answer, &struct{ Data any }{data})
}

// scraped returns an error unless every worker is seen.
func (f *fleet) scraped(ctx context.Context) error {
	var data struct {
		ActiveTargets []struct{ ScrapeURL, Health, LastError string }
	}
	if err := f.ask(ctx, "/api/v1/targets?state=active", &data); err != nil {
		return err
	}
	if want := len(f.workers) + 1; len(data.ActiveTargets) != want { // and winnow lag
		return fmt.Errorf("%d targets, want %d", len(data.ActiveTargets), want)
	}
	for _, target := range data.ActiveTargets {
		if target.Health != "up" {
			return fmt.Errorf("%s is %s: %s", target.ScrapeURL, target.Health, target.LastError)
		}
	}
	return nil
}

// alerts returns an error unless every alert was tried without one.
func (f *fleet) alerts(ctx context.Context) error {
	var data struct {
		Groups []struct {
			Rules []struct{ Name, Health, LastError string }
		}
	}
	if err := f.ask(ctx, "/api/v1/rules?type=alert", &data); err != nil {
		return err
	}
	n := 0
	for _, group := range data.Groups {
		for _, rule := range group.Rules {
			if n++; rule.Health != "ok" {
				return fmt.Errorf("alert %s is %s: %s", rule.Name, rule.Health, rule.LastError)
			}
		}
	}
	if n == 0 {
		return fmt.Errorf("no alerts are loaded")
	}
	return nil
}

// query returns how many series a query finds.
func (f *fleet) query(ctx context.Context, expr string) (int, error) {
	var data struct{ Result []json.RawMessage }
	if err := f.ask(ctx, "/api/v1/query?query="+url.QueryEscape(expr), &data); err != nil {
		return 0, fmt.Errorf("%s: %w", expr, err)
	}
	return len(data.Result), nil
}

// dashboard returns the queries of a dashboard, with its variables filled in as
// Grafana does it.
func dashboard(t *testing.T, file string) (queries []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	type panel struct {
		Targets []struct{ Expr string }
		Panels  []json.RawMessage
	}
	var board panel
	if err := json.Unmarshal(text, &board); err != nil {
		t.Fatal(err)
	}
	variables := strings.NewReplacer("$__rate_interval", "5m", "$__range", "5m", "$__interval", "15s", "$job", "winnow")
	var walk func([]json.RawMessage)
	walk = func(panels []json.RawMessage) {
		for _, raw := range panels {
			var p panel
			if err := json.Unmarshal(raw, &p); err != nil {
				t.Fatal(err)
			}
			for _, target := range p.Targets {
				queries = append(queries, variables.Replace(target.Expr))
			}
			walk(p.Panels)
		}
	}
	walk(board.Panels)
	return queries
}
