// Package binary is another winnow as a way to clean: a release that was installed
// before, or one that is to be. It is run over documents in files, as `winnow backfill`
// of any version takes them.
package binary

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/replay"
)

// The bounds of one process, which cleans one batch.
const (
	processTime = 10 * time.Minute
	versionTime = time.Minute     // to say which version it is, on a machine with much else to do
	endTime     = 5 * time.Second // for its outputs to close once it was killed
	saidBytes   = 2 << 10         // of what it says at the end
)

// Batch is how many documents one process should get: starting it takes as long as
// cleaning a hundred does.
const Batch = 512

// Binary is the program as a replay.Cleaning. Its processes are killed when the context
// of Clean is done, and have none of our WINNOW_ variables.
type Binary struct {
	path  string
	rules map[string][]byte
	args  []string

	mu    sync.Mutex
	build record.Build
}

// Find returns a program by its path or its name. It gets the files of rules for sites,
// where there are some, and args, its flags, besides those that say what is read and
// written. It fails when there is no such program, or when it is no winnow.
func Find(ctx context.Context, name string, rules map[string][]byte, args ...string) (*Binary, error) {
	path, err := exec.LookPath(name)
	if err != nil && !errors.Is(err, exec.ErrDot) {
		return nil, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	b := &Binary{path: path, rules: rules, args: args}
	version, err := b.run(ctx, versionTime, "--version")
	if err != nil {
		return nil, err
	}
	b.build.Version, _, _ = strings.Cut(strings.TrimSpace(version), "\n")
	return b, nil
}

// Build is as replay.Cleaning has it.
func (b *Binary) Build() record.Build {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.build
}

// Clean is as replay.Cleaning has it. Nothing is remembered for the documents.
func (b *Binary) Clean(ctx context.Context, documents []replay.Document) (results []replay.Result, err error) {
	dir, err := os.MkdirTemp("", "winnow-replay-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	in, out := filepath.Join(dir, "in.jsonl"), filepath.Join(dir, "out.jsonl")
	if err := writeAll(in, documents); err != nil {
		return nil, err
	}
	args := append([]string{"backfill", in, "--out", out, "--recurring", "off"}, b.args...)
	if len(b.rules) > 0 {
		folder := filepath.Join(dir, "rules")
		if err := writeRules(folder, b.rules); err != nil {
			return nil, err
		}
		args = append(args, "--rules", folder)
	}
	_, ended := b.run(ctx, processTime, args...)
	results = make([]replay.Result, len(documents))
	err = errors.Join(b.readClean(out, documents, results), readRejects(filepath.Join(dir, "out.rejects.jsonl"), results))
	for i := range results {
		if err == nil && results[i].Clean == nil && results[i].Refused == nil { // it exits with 1 when it rejects records, too
			err = fmt.Errorf("%s: of document %s it says nothing", b.path, documents[i].Raw.ID)
		}
	}
	if err != nil {
		return nil, errors.Join(ended, err)
	}
	return results, nil
}

// run runs the program, for so long at most, and returns what it printed. Its error has
// what it said last.
func (b *Binary) run(ctx context.Context, most time.Duration, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	cmd := exec.CommandContext(ctx, b.path, args...)
	cmd.WaitDelay = endTime
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "WINNOW_") {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	var printed, said tail
	cmd.Stdout, cmd.Stderr = &printed, &said
	err := cmd.Run()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		err = fmt.Errorf("%s %s: %w: %s", b.path, args[0], err, strings.TrimSpace(said.String()))
	}
	return printed.String(), err
}

// tail keeps the end of what is written to it.
type tail struct{ text []byte }

// Write never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if len(t.text) > 2*saidBytes {
		t.text = append(t.text[:0], t.text[len(t.text)-saidBytes:]...)
	}
	return len(p), nil
}

func (t *tail) String() string { return strings.ToValidUTF8(string(t.text), "\uFFFD") }

// writeAll writes documents as envelopes whose ids are their numbers: in one batch an id
// can be there twice.
func writeAll(name string, documents []replay.Document) (err error) {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	to := bufio.NewWriter(file)
	for i := range documents {
		raw := documents[i].Raw
		raw.ID = strconv.Itoa(i)
		line, err := record.Wrap(raw).Marshal()
		if err != nil {
			return fmt.Errorf("document %s: %w", documents[i].Raw.ID, err)
		}
		to.Write(line)
		to.WriteByte('\n') // its error stays until Flush
	}
	return to.Flush()
}

// writeRules writes the files of rules for sites.
func writeRules(folder string, files map[string][]byte) error {
	for name, data := range files {
		if !filepath.IsLocal(name) {
			return fmt.Errorf("%q is no name of a file of rules", name)
		}
		name = filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// readClean puts the clean documents of a file into their places.
func (b *Binary) readClean(name string, documents []replay.Document, results []replay.Result) error {
	return eachLine(name, func(line json.RawMessage) error {
		doc, _, err := record.ParseClean(nil, line)
		if err != nil {
			return err
		}
		at, err := strconv.Atoi(doc.ID)
		if err != nil || at < 0 || at >= len(results) {
			return fmt.Errorf("a document of the id %q, which it was not given", doc.ID)
		}
		doc.ID = documents[at].Raw.ID
		if doc.Site == "" {
			doc.Site = documents[at].Raw.Site
		}
		results[at].Clean = doc
		b.mu.Lock()
		b.build = doc.Winnow
		b.mu.Unlock()
		return nil
	})
}

// readRejects puts what was rejected into its places: a reject names its line.
func readRejects(name string, results []replay.Result) error {
	return eachLine(name, func(line json.RawMessage) error {
		r, err := record.ParseReject(line)
		if err != nil {
			return err
		}
		if r.Record < 1 || r.Record > len(results) {
			return fmt.Errorf("a reject of line %d, which it was not given", r.Record)
		}
		results[r.Record-1].Refused = &replay.Refused{Reason: r.Reason, Error: r.Error}
		return nil
	})
}

// eachLine reads the JSON values of a file, none where there is no file.
func eachLine(name string, read func(json.RawMessage) error) error {
	file, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	decoder := json.NewDecoder(bufio.NewReader(file))
	for n := 1; ; n++ {
		var line json.RawMessage
		err := decoder.Decode(&line)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = read(line)
		}
		if err != nil {
			return fmt.Errorf("%s: value %d: %w", filepath.Base(name), n, err)
		}
	}
}
