package binary

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/replay"
)

// TestMain is also a program that does with a backfill's files what its first document
// says. The real one is run by the tests of cmd/winnow.
func TestMain(m *testing.M) {
	if len(os.Args) < 2 || os.Args[1] != "backfill" && os.Args[1] != "--version" {
		os.Exit(m.Run())
	}
	if os.Getenv("WINNOW_KEEP") != "" {
		fmt.Fprintln(os.Stderr, "it has our variables")
		os.Exit(3)
	}
	if os.Args[1] == "--version" {
		fmt.Println("v0.9")
		return
	}
	last := len(os.Args) - 1
	if _, err := os.Stat(filepath.Join(os.Args[last], "news", "town.rules")); err != nil || os.Args[last-1] != "--rules" || os.Args[last-2] != "--precision" {
		fmt.Fprintln(os.Stderr, "it does not have our rules and flags", os.Args)
		os.Exit(3)
	}
	if err := backfill(os.Args[2], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func backfill(in, out string) error {
	from, err := os.Open(in)
	if err != nil {
		return err
	}
	to, err := os.Create(out)
	if err != nil {
		return err
	}
	rejects, err := os.Create(strings.TrimSuffix(out, ".jsonl") + ".rejects.jsonl")
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		raw, err := record.ParseEnvelope(lines.Bytes())
		if err != nil {
			return err
		}
		switch text := string(raw.Content); text {
		case "die":
			return errors.New("no such flag: --sharp")
		case "sleep":
			time.Sleep(time.Hour)
		case "nothing":
		case "garbage":
			fmt.Fprintln(to, "{")
		case "reject":
			line, _ := record.Reject{Record: n, Reason: "listing", Error: "it is a list"}.Marshal()
			fmt.Fprintln(rejects, string(line))
		default:
			c := record.Clean{Schema: record.CleanSchema, ID: raw.ID, Text: text, Paragraphs: []record.Paragraph{{Text: text, End: len(text)}}, Winnow: record.Build{Version: "v0.9", Rules: "77"}}
			line, _ := json.Marshal(c)
			fmt.Fprintln(to, string(line))
		}
	}
	return errors.Join(to.Close(), rejects.Close())
}

func documents(texts ...string) (all []replay.Document) {
	for _, text := range texts {
		all = append(all, replay.Document{Raw: document.Raw{ID: "same", Site: "courier-example", Content: []byte(text)}})
	}
	return all
}

func find(t *testing.T) *Binary {
	t.Helper()
	t.Setenv("WINNOW_KEEP", "caption")
	t.Setenv("TMPDIR", t.TempDir())
	b, err := Find(t.Context(), os.Args[0], map[string][]byte{"news/town.rules": []byte("# none\n")}, "--precision")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestResultsAreInTheirPlaces(t *testing.T) {
	b := find(t)
	if b.Build().Version != "v0.9" {
		t.Errorf("it is %+v", b.Build())
	}
	results, err := b.Clean(t.Context(), documents("one", "reject", "two"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range results {
		if r.Refused != nil {
			got = append(got, r.Refused.Reason+": "+r.Refused.Error)
		} else {
			got = append(got, r.Clean.ID+" "+r.Clean.Site+" "+r.Clean.Paragraphs[0].Text)
		}
	}
	if diff := cmp.Diff([]string{"same courier-example one", "listing: it is a list", "same courier-example two"}, got); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	if b.Build().Rules != "77" {
		t.Errorf("it is %+v", b.Build())
	}
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	if err != nil || len(left) > 0 {
		t.Errorf("it leaves %v (%v)", left, err)
	}
}

func TestWhatIsWrongWithAProgramIsNamed(t *testing.T) {
	b := find(t)
	for text, want := range map[string]string{
		"die": "no such flag: --sharp", "nothing": "of document same it says nothing", "garbage": "out.jsonl: value",
	} {
		if _, err := b.Clean(t.Context(), documents("one", text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	if _, err := Find(t.Context(), "/nowhere/winnow", nil); err == nil {
		t.Error("a program that is not there is found")
	}
}

func TestAProgramIsKilledWithItsReplay(t *testing.T) {
	b := find(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := b.Clean(ctx, documents("sleep"))
		ended <- err
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
}
