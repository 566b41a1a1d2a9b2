package drifts

import (
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

func TestMain(m *testing.M) {
	if address := os.Getenv(envWorker); address != "" {
		os.Exit(workerMain(address, faults.Point(os.Getenv(envPoint))))
	}
	goleak.VerifyTestMain(m)
}

// envWorker tells a process of the test binary that it is one of the stage, and
// where its server is; envPoint, at which point it is to kill itself.
const (
	envWorker = "WINNOW_TEST_DRIFTS"
	envPoint  = "WINNOW_TEST_POINT"
)
