package stream

import (
	"context"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestMain(m *testing.M) {
	if address := os.Getenv(envWorker); address != "" {
		os.Exit(workerMain(address))
	}
	goleak.VerifyTestMain(m)
}

// work runs one worker until the stream is drained.
func (b *bench) work(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	if err := b.workUntil(t, ctx, streamtest.Fake{}, WorkOptions{Once: true}); err != nil {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatal("the stream was not drained in time")
	}
}

func (b *bench) workUntil(t testing.TB, ctx context.Context, engine pipeline.Engine, options WorkOptions) error {
	t.Helper()
	_, js := b.Connect(t)
	options.Build, options.Log = streamtest.Build, streamtest.Log(t)
	return Work(ctx, js, b.Topology, engine, options)
}

// bench is a server with the streams on it, and workers.
type bench struct{ *streamtest.Bench }

func newBench(t testing.TB) *bench { return &bench{streamtest.New(t)} }

func newBenchOf(t testing.TB, options broker.EmbeddedOptions) *bench {
	return &bench{streamtest.NewOf(t, options)}
}

func newBareBench(t testing.TB) *bench { return &bench{streamtest.NewBare(t)} }

func newBareBenchOf(t testing.TB, options broker.EmbeddedOptions) *bench {
	return &bench{streamtest.NewBareOf(t, options)}
}

func newLongLeaseBench(t testing.TB, options broker.EmbeddedOptions) *bench {
	return &bench{streamtest.NewLongLease(t, options)}
}

func newOpenBench(t testing.TB) *bench { return &bench{streamtest.NewOpen(t)} }
