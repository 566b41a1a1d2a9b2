package rulebucket

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/winnow-news/winnow/pipeline/rulesets"
)

// Schema names the form of a manifest.
const Schema = "winnow.rules.v1"

// The keys.
const (
	currentKey  = "current"
	piecePrefix = "piece."
)

// Manifest is one version of the rules without what is in its files.
type Manifest struct {
	Schema string    `json:"schema"`
	Digest string    `json:"digest"` // of the rules, as clean documents have it in theirs; empty for none
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty"`
	Note   string    `json:"note,omitempty"`
	Files  []File    `json:"files"` // by name

	Revision uint64 `json:"-"`
}

// File is one file of a version.
type File struct {
	Name   string   `json:"name"`
	Size   int      `json:"size"`   // bytes
	Pieces []string `json:"pieces"` // the SHA-256 of each, in hex digits
}

// readManifest reads one, and returns an error for one that no version can be.
func readManifest(body []byte) (m Manifest, err error) {
	if err := json.Unmarshal(body, &m); err != nil {
		return m, fmt.Errorf("it is no manifest: %w", err)
	}
	if m.Schema != Schema {
		return m, fmt.Errorf("its schema is %q, want %s", m.Schema, Schema)
	}
	if len(m.Files) > rulesets.MostFiles {
		return m, fmt.Errorf("it has %d files, at most %d", len(m.Files), rulesets.MostFiles)
	}
	total, names := 0, make(map[string]bool, len(m.Files))
	for _, f := range m.Files {
		if err := rulesets.CheckFile(f.Name, int64(f.Size)); err != nil {
			return m, err
		}
		if names[f.Name] {
			return m, fmt.Errorf("it has %s twice", f.Name)
		}
		names[f.Name] = true
		if total += f.Size; f.Size < 0 || total > rulesets.MostBytes {
			return m, fmt.Errorf("its files have more than %d bytes", rulesets.MostBytes)
		}
		for _, p := range f.Pieces {
			if raw, err := hex.DecodeString(p); err != nil || len(raw) != sha256.Size {
				return m, fmt.Errorf("%s: %q is no hash of a piece", f.Name, p)
			}
		}
	}
	return m, nil
}

// pieces returns the hashes of all pieces.
func (m *Manifest) pieces() map[string]bool {
	all := make(map[string]bool)
	for _, f := range m.Files {
		for _, p := range f.Pieces {
			all[p] = true
		}
	}
	return all
}

// ByName returns the pieces of each file, by which two versions compare.
func (m *Manifest) ByName() map[string][]string {
	all := make(map[string][]string, len(m.Files))
	for _, f := range m.Files {
		all[f.Name] = f.Pieces
	}
	return all
}

func hashOf(piece []byte) string {
	sum := sha256.Sum256(piece)
	return hex.EncodeToString(sum[:])
}
