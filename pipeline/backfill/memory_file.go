package backfill

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/klauspost/compress/zstd"

	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// memoryHead is the first line of a memory file, before it is packed.
const memoryHead = "winnow.memory.v1\n"

// LoadMemory reads what was learned of sites from a memory file.
func LoadMemory(name string) (*memory.Sites, error) {
	if _, err := os.Stat(name); err != nil {
		return nil, err
	}
	return loadMemory(name)
}

// loadMemory reads what was learned of sites; nil when the file is not there.
func loadMemory(name string) (*memory.Sites, error) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unpacked, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer unpacked.Close()
	all, err := io.ReadAll(unpacked)
	if errors.Is(err, zstd.ErrMagicMismatch) {
		return nil, fmt.Errorf("%s is no memory of sites", name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	snapshot, is := bytes.CutPrefix(all, []byte(memoryHead))
	if !is {
		return nil, fmt.Errorf("%s is no memory of sites", name)
	}
	sites, err := memory.LoadSites(snapshot, Memory)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return sites, nil
}

// saveMemory writes what was learned, whole or not at all.
func saveMemory(name string, sites *memory.Sites) error {
	return output.WriteWhole(name, func(to io.Writer) error {
		packed, err := zstd.NewWriter(to)
		if err != nil {
			return err
		}
		_, err = io.WriteString(packed, memoryHead)
		_, err2 := packed.Write(sites.Snapshot())
		return errors.Join(err, err2, packed.Close())
	})
}
