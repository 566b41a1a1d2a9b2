package telemetry

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.yaml.in/yaml/v3"
)

// shown returns the names and labels of all metrics.
func (t *Telemetry) shown() map[string]string {
	descs := make(chan *prometheus.Desc)
	go func() {
		defer close(descs)
		t.registry.Describe(descs)
		NewLag(0).Describe(descs) // which is a process of its own
	}()
	all := make(map[string]string)
	for d := range descs {
		text := d.String()
		if name := described.FindStringSubmatch(text); name != nil {
			all[name[1]] = text
		}
	}
	return all
}

var (
	described = regexp.MustCompile(`fqName: "([^"]+)"`)
	metric    = regexp.MustCompile(`\b(?:winnow|process)_[a-z_]+`)
	by        = regexp.MustCompile(`by \(([^)]*)\)`)
)

// check wants every metric of an expression to be shown, and every label that
// it sums by to be a label of one of them.
func check(t *testing.T, where, expr string, shown map[string]string) {
	t.Helper()
	names := metric.FindAllString(expr, -1)
	if len(names) == 0 {
		t.Errorf("%s: %q asks for no metric of ours", where, expr)
	}
	labels := ""
	for _, name := range names {
		for _, suffix := range []string{"_bucket", "_sum", "_count"} {
			if _, ok := shown[strings.TrimSuffix(name, suffix)]; ok {
				name = strings.TrimSuffix(name, suffix)
			}
		}
		if shown[name] == "" {
			t.Errorf("%s asks for %s, which no worker shows", where, name)
		}
		labels += shown[name]
	}
	for _, group := range by.FindAllStringSubmatch(expr, -1) {
		for label := range strings.SplitSeq(group[1], ",") {
			if label = strings.TrimSpace(label); label != "le" && !strings.Contains(labels, label) {
				t.Errorf("%s sums by %s, which none of its metrics has", where, label)
			}
		}
	}
}

func deployed(t *testing.T, path ...string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(append([]string{"..", "..", "deploy"}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestAlertsAskForMetricsThatAreThere(t *testing.T) {
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For string
				Labels           map[string]string
				Annotations      map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(deployed(t, "prometheus", "alerts.yaml"), &file); err != nil {
		t.Fatal(err)
	}
	shown, seen := newTest(t).shown(), make(map[string]bool)
	tried := string(deployed(t, "prometheus", "alerts_test.yaml")) // by promtool, which is not ours to bring
	check(t, "alerts_test.yaml", tried, shown)
	for _, group := range file.Groups {
		for _, rule := range group.Rules {
			check(t, rule.Alert, rule.Expr, shown)
			if seen[rule.Alert] || rule.Labels["severity"] == "" || rule.Annotations["summary"] == "" || rule.Annotations["description"] == "" {
				t.Errorf("alert %q is there twice, or has no severity, summary or description", rule.Alert)
			}
			checkRunbook(t, rule.Alert, rule.Annotations["runbook_url"])
			if !strings.Contains(tried, `alertname="`+rule.Alert+`"`) {
				t.Errorf("no case of alerts_test.yaml lets %s go off", rule.Alert)
			}
			seen[rule.Alert] = true
		}
	}
	if len(seen) < 5 {
		t.Errorf("%d alerts", len(seen))
	}
}

var legendLabel = regexp.MustCompile(`\{\{(\w+)\}\}`)

// checkLegend wants a legend to name labels that are in the result: those that
// the expression sums by, or the instance when it sums nothing.
func checkLegend(t *testing.T, panel, legend, expr string) {
	t.Helper()
	if legend == "" {
		t.Errorf("panel %q has a query without a legend", panel)
	}
	for _, name := range legendLabel.FindAllStringSubmatch(legend, -1) {
		kept := by.FindAllStringSubmatch(expr, -1)
		if len(kept) == 0 && name[1] == "instance" {
			continue
		}
		if len(kept) == 0 || !slices.ContainsFunc(kept, func(group []string) bool { return slices.Contains(strings.Split(group[1], ", "), name[1]) }) {
			t.Errorf("panel %q: the legend %q names %s, which %s does not have", panel, legend, name[1], expr)
		}
	}
}

// runbooks is where the pages of deploy are read by who is woken by an alert.
const runbooks = "https://github.com/winnow-news/winnow/blob/main/deploy/"

// checkRunbook wants an alert to lead to a section of a page of deploy.
func checkRunbook(t *testing.T, alert, url string) {
	t.Helper()
	page, anchor, _ := strings.Cut(strings.TrimPrefix(url, runbooks), "#")
	if !strings.HasPrefix(url, runbooks) || anchor == "" {
		t.Errorf("alert %s has the runbook %q, want %sPAGE#SECTION", alert, url, runbooks)
		return
	}
	for line := range strings.Lines(string(deployed(t, page))) {
		if title, ok := strings.CutPrefix(line, "## "); ok && slug(title) == anchor {
			return
		}
	}
	t.Errorf("alert %s: deploy/%s has no section %q", alert, page, anchor)
}

// slug returns the anchor of a heading that has letters and spaces alone.
func slug(heading string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(heading)), " ", "-")
}

func TestTheDashboardAsksForMetricsThatAreThere(t *testing.T) {
	var board struct {
		Title  string
		Panels []struct {
			ID                       int
			Type, Title, Description string
			GridPos                  struct{ H, W, X, Y int }
			FieldConfig              struct{ Defaults struct{ Unit string } }
			Targets                  []struct{ Expr, LegendFormat string }
		}
	}
	if err := json.Unmarshal(deployed(t, "grafana", "winnow.json"), &board); err != nil {
		t.Fatal(err)
	}
	shown, ids, asked, rows := newTest(t).shown(), make(map[int]bool), "", []string(nil)
	for _, p := range board.Panels {
		if ids[p.ID] || p.GridPos.W == 0 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %q has the id of another, or no place", p.Title)
		}
		ids[p.ID] = true
		if p.Type == "row" {
			if rows = append(rows, p.Title); !strings.HasSuffix(p.Title, "?") {
				t.Errorf("row %q is not what an operator asks", p.Title)
			}
			continue
		}
		if len(p.Targets) == 0 || p.Description == "" || p.FieldConfig.Defaults.Unit == "" || len(rows) == 0 {
			t.Errorf("panel %q shows nothing, has no description or unit, or is in no row", p.Title)
		}
		for _, target := range p.Targets {
			check(t, p.Title, target.Expr, shown)
			checkLegend(t, p.Title, target.LegendFormat, target.Expr)
			asked += target.Expr
		}
	}
	if first := []string{"Is it keeping up?", "Is anything lost?", "What died, and why?", "Is a site off?", "Is the broker full?"}; len(rows) < len(first) || !slices.Equal(rows[:len(first)], first) {
		t.Errorf("the first rows are %q, want %q", rows, first)
	}
	for name := range shown {
		if strings.HasPrefix(name, "winnow_") && !strings.Contains(asked, name) {
			t.Errorf("no panel shows %s", name)
		}
	}
}
