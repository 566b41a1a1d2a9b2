package main

import (
	"bytes"
	stdcmp "cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline/stream"
)

// TestStreamAndCommandLineGiveTheSameJSON publishes the samples as a scraper
// would, with a plain NATS client and bare bodies, and wants what `winnow clean
// --format json` prints for the same bytes.
func TestStreamAndCommandLineGiveTheSameJSON(t *testing.T) {
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	server, err := stream.StartEmbedded(stream.EmbeddedOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"}, log)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	js := plainClient(t, server.URL())
	if err := stream.DefaultTopology().Apply(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, raw := range fixtures.Samples() {
		msg := &nats.Msg{Subject: "winnow.raw." + stdcmp.Or(cleaners.Site(raw.URL), "unknown"), Data: raw.Content, Header: nats.Header{}}
		msg.Header.Set("Content-Type", raw.ContentType)
		msg.Header.Set("Winnow-Url", raw.URL)
		if _, err := js.PublishMsg(t.Context(), msg); err != nil {
			t.Fatal(err)
		}
		want = append(want, cleanedByCLI(t, raw.Content, raw.ContentType, raw.URL))
	}
	var out bytes.Buffer
	if code := run([]string{"run", "--once", "--nats", server.URL()}, console{out: &out, err: t.Output()}); code != 0 {
		t.Fatalf("winnow run: exit code %d", code)
	}
	slices.Sort(want) // sites come in their own order each
	if diff := cmp.Diff(want, published(t, js)); diff != "" {
		t.Errorf("clean stream (-command line +stream):\n%s", diff)
	}
}

func plainClient(t *testing.T, url string) jetstream.JetStream {
	t.Helper()
	conn, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	return js
}

func cleanedByCLI(t *testing.T, content []byte, contentType, url string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sample")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"clean", "--format", "json", file}
	if contentType != "" {
		args = append(args, "--content-type", contentType)
	}
	if url != "" {
		args = append(args, "--url", url)
	}
	var out bytes.Buffer
	if code := run(args, console{out: &out, err: t.Output()}); code != 0 {
		t.Fatalf("winnow clean: exit code %d", code)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// published gives the clean documents' bodies, sorted.
func published(t *testing.T, js jetstream.JetStream) (all []string) {
	t.Helper()
	s, err := js.Stream(t.Context(), "WINNOW_CLEAN")
	if err != nil {
		t.Fatal(err)
	}
	for seq := uint64(1); ; seq++ {
		msg, err := s.GetMsg(context.Background(), seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			slices.Sort(all)
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(msg.Subject, "winnow.clean.") {
			all = append(all, string(msg.Data))
		}
	}
}
