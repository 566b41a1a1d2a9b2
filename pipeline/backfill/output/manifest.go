package output

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
)

// ManifestSchema is the form of a manifest.
const ManifestSchema = "winnow.manifest.v1"

// Manifest says what a run wrote. It is written last: where it is, all is.
type Manifest struct {
	Schema     string            `json:"schema"`
	Form       string            `json:"form"`
	Documents  int               `json:"documents"`
	Rejected   int               `json:"rejected"`
	Duplicates int               `json:"duplicate_ids"`
	Inputs     int               `json:"inputs"`      // files that were read
	InputBytes int64             `json:"input_bytes"` // of them, as they are stored
	Under      map[string]string `json:"under"`       // what the documents depend on, by name
	Files      []Part            `json:"files"`       // names beside the manifest
}

// ManifestName returns the name of an output's manifest: out.manifest.json
// beside out.jsonl.
func ManifestName(out string) string { return Beside(out, "manifest.json") }

// WriteManifest writes the manifest of an output, whole or not at all.
func WriteManifest(out string, m Manifest) error {
	m.Schema = ManifestSchema
	files := make([]Part, len(m.Files))
	for i, part := range m.Files {
		part.Name = filepath.Base(part.Name)
		files[i] = part
	}
	m.Files = files
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return WriteWhole(ManifestName(out), func(to io.Writer) error {
		_, err := to.Write(append(text, '\n'))
		return err
	})
}

// describe returns what the manifest says of a complete file.
func describe(name string, documents int) (Part, error) {
	file, err := os.Open(name)
	if err != nil {
		return Part{}, err
	}
	defer file.Close()
	h := sha256.New()
	n, err := io.Copy(h, file)
	if err != nil {
		return Part{}, err
	}
	return Part{Name: name, Documents: documents, Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil))}, nil
}
