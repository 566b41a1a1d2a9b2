package broker

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestServersAreAskedHowOldTheyAre(t *testing.T) {
	for text, want := range map[string]struct{ old, slow bool }{
		"2.10.22": {true, true}, "2.11.99": {true, true}, "2.12.0": {false, true}, "2.15.1": {false, true}, "2.15.2-RC.1": {}, "2.15.2": {}, "3.0.0": {},
	} {
		v, err := parseVersion(text)
		if err != nil || v.before(oldestServer) != want.old || v.before(oldestBatchSync) != want.slow {
			t.Errorf("version %s: read as %s (%v), which is too old %v, syncs each message %v", text, v, err, v.before(oldestServer), v.before(oldestBatchSync))
		}
		var log bytes.Buffer
		adviseOn(v, slog.New(slog.NewTextHandler(&log, nil)))
		if told := strings.Contains(log.String(), "2.15.2"); told != want.slow {
			t.Errorf("of version %s it says %q", text, log.String())
		}
	}
	if v, err := parseVersion("devel"); err == nil {
		t.Errorf("devel is read as %s", v)
	}
}
