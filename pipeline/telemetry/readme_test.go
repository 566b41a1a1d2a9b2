package telemetry

import (
	"regexp"
	"strings"
	"testing"
)

var (
	metricRow = regexp.MustCompile("(?m)^\\| `(winnow_[a-z_]+)` \\|([^|]*)\\|")
	alertRow  = regexp.MustCompile("(?m)^\\| `(Winnow[A-Za-z]+)` \\| ([a-z]+) \\| \\[[^\\]]+\\]\\(([^)]*)\\) \\|$")
	alertRule = regexp.MustCompile(`(?m)^\s+- alert: (\w+)(?s:.*?)severity: (\w+)(?s:.*?)runbook_url: (\S+)`)
)

// TestTheReadmeListsWhatIsShown holds the tables of deploy/README.md against the
// metrics with their labels, and against the alerts.
func TestTheReadmeListsWhatIsShown(t *testing.T) {
	readme := string(deployed(t, "README.md"))
	shown, listed := newTest(t).shown(), make(map[string]bool)
	for _, row := range metricRow.FindAllStringSubmatch(readme, -1) {
		name, labels := row[1], row[2]
		if shown[name] == "" || listed[name] {
			t.Errorf("the table has %s, which no worker shows, or has it twice", name)
			continue
		}
		listed[name] = true
		_, variable, _ := strings.Cut(shown[name], "variableLabels: {")
		variable, _, _ = strings.Cut(variable, "}")
		labels = strings.ReplaceAll(strings.Trim(labels, " `"), "`, `", ",")
		if labels != variable {
			t.Errorf("the table gives %s the labels %q; it has %q", name, labels, variable)
		}
	}
	for name := range shown {
		if strings.HasPrefix(name, "winnow_") && !listed[name] {
			t.Errorf("the table lacks %s", name)
		}
	}
	type alert struct{ severity, runbook string }
	want := make(map[string]alert)
	for _, a := range alertRule.FindAllStringSubmatch(string(deployed(t, "prometheus", "alerts.yaml")), -1) {
		want[a[1]] = alert{a[2], strings.TrimPrefix(strings.TrimPrefix(a[3], runbooks), "README.md")}
	}
	for _, row := range alertRow.FindAllStringSubmatch(readme, -1) {
		if got := (alert{row[2], row[3]}); want[row[1]] != got {
			t.Errorf("the table has %s as %+v; it is %+v", row[1], got, want[row[1]])
		}
		delete(want, row[1])
	}
	for name := range want {
		t.Errorf("the table lacks the alert %s", name)
	}
}
