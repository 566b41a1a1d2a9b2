package telemetry

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
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

func TestTheDashboardAsksForMetricsThatAreThere(t *testing.T) {
	var board struct {
		Title  string
		Panels []struct {
			ID          int
			Type, Title string
			GridPos     struct{ H, W, X, Y int }
			Targets     []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(deployed(t, "grafana", "winnow.json"), &board); err != nil {
		t.Fatal(err)
	}
	shown, ids, asked := newTest(t).shown(), make(map[int]bool), ""
	for _, p := range board.Panels {
		if ids[p.ID] || p.GridPos.W == 0 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %q has the id of another, or no place", p.Title)
		}
		ids[p.ID] = true
		if p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("panel %q shows nothing", p.Title)
		}
		for _, target := range p.Targets {
			check(t, p.Title, target.Expr, shown)
			asked += target.Expr
		}
	}
	for name := range shown {
		if strings.HasPrefix(name, "winnow_") && name != "winnow_build_info" && name != "winnow_lag_documents" && !strings.Contains(asked, name) {
			t.Errorf("no panel shows %s", name)
		}
	}
}
