package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// TestDurationsInTheLogHaveAUnit reads a line as a program would.
func TestDurationsInTheLogHaveAUnit(t *testing.T) {
	var out bytes.Buffer
	logFlags{LogFormat: "json", LogLevel: "info"}.logger(&out).Info("over", "after", 1500*time.Microsecond, "documents", 3)
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if line["after_ms"] != 1.5 || line["documents"] != 3.0 || line["after"] != nil {
		t.Errorf("the log says %s", &out)
	}
	out.Reset()
	logFlags{LogFormat: "text", LogLevel: "info"}.logger(&out).Info("over", "after", 1500*time.Millisecond)
	if !strings.Contains(out.String(), "after=1.5s") {
		t.Errorf("the log says %s", &out)
	}
}

func TestTheLogHasWhatItsLevelAdmits(t *testing.T) {
	for _, c := range []struct {
		flags logFlags
		want  string
	}{
		{logFlags{LogLevel: "debug"}, "d i w e"},
		{logFlags{LogLevel: "info"}, "i w e"},
		{logFlags{LogLevel: "info", Verbose: true}, "d i w e"},
		{logFlags{LogLevel: "warn"}, "w e"},
		{logFlags{LogLevel: "error"}, "e"},
	} {
		var out bytes.Buffer
		log := c.flags.logger(&out)
		log.Debug("d")
		log.Info("i")
		log.Warn("w")
		log.Error("e")
		var got []string
		for line := range strings.Lines(out.String()) {
			_, message, _ := strings.Cut(strings.TrimSpace(line), "msg=")
			got = append(got, message)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %q, want %q", c.flags, got, c.want)
		}
	}
}
