package backfill

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"
)

// A file of sightings is what the documents of a unit show of their sites: the
// deltas of memory.Sites in the order of the records, each after its length in a
// varint, packed with zstd.

// sightingsWriter writes one. It is complete and on the disk when close returned
// no error.
type sightingsWriter struct {
	file   *os.File
	buffer *bufio.Writer
	packed *zstd.Encoder
}

func createSightings(name string) (*sightingsWriter, error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	buffer := bufio.NewWriter(file)
	packed, err := zstd.NewWriter(buffer, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &sightingsWriter{file, buffer, packed}, nil
}

func (w *sightingsWriter) write(delta []byte) error {
	if len(delta) == 0 {
		return nil
	}
	_, err := w.packed.Write(binary.AppendUvarint(nil, uint64(len(delta))))
	if err == nil {
		_, err = w.packed.Write(delta)
	}
	return err
}

func (w *sightingsWriter) close() error {
	return errors.Join(w.packed.Close(), w.buffer.Flush(), w.file.Sync(), w.file.Close())
}

// sightingsReader reads one.
type sightingsReader struct {
	file     *os.File
	unpacked *zstd.Decoder
	from     *bufio.Reader
	delta    []byte
}

func openSightings(name string) (*sightingsReader, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	unpacked, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &sightingsReader{file: file, unpacked: unpacked, from: bufio.NewReader(unpacked)}, nil
}

// longestDelta is the longest delta that is believed, in bytes: what a batch of
// documents of the size limit shows is far below.
const longestDelta = 1 << 30

// next returns the next delta, and io.EOF after the last. It is valid until the
// next call.
func (r *sightingsReader) next() ([]byte, error) {
	n, err := binary.ReadUvarint(r.from)
	switch {
	case err != nil:
		return nil, err
	case n > longestDelta:
		return nil, errors.New("no file of sightings")
	}
	if uint64(cap(r.delta)) < n {
		r.delta = make([]byte, n)
	}
	r.delta = r.delta[:n]
	if _, err := io.ReadFull(r.from, r.delta); err != nil {
		return nil, errors.Join(io.ErrUnexpectedEOF, err)
	}
	return r.delta, nil
}

func (r *sightingsReader) close() {
	r.unpacked.Close()
	r.file.Close() // it was only read
}
