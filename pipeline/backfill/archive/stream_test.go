package archive

import (
	"bytes"
	"io"
	"io/fs"
	"math/rand/v2"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// TestAReadThatFailsIsNoBrokenArchive has a disk that stops to answer in the middle
// of a packed file: what comes behind is not lost to the rejects.
func TestAReadThatFailsIsNoBrokenArchive(t *testing.T) {
	text, random := make([]byte, 1<<20), rand.New(rand.NewPCG(1, 2))
	for i := range text {
		text[i] = byte(random.Uint32())
	}
	disk := &fs.PathError{Op: "read", Path: "x", Err: syscall.EIO}
	for name, open := range map[string]func(io.Writer) (io.WriteCloser, error){
		"gzip": func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil },
		"zstd": func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) },
		"xz":   func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) },
	} {
		packed := pack(t, text, open)
		for _, at := range []int{3, 40, 1000, len(packed) / 2, len(packed) - 3} {
			s, err := openStream("x", io.MultiReader(bytes.NewReader(packed[:at]), iotest.ErrReader(disk)))
			if err == nil {
				_, err = io.Copy(io.Discard, s.bytes)
			}
			if err == nil || !ofSystem(err) {
				t.Errorf("%s at %d: %v, want the disk's", name, at, err)
			}
		}
	}
}
