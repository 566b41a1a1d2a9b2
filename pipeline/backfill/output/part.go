package output

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const partBuffer = 256 << 10

// part is a file that is being written.
type part struct {
	file   *os.File
	count  *countWriter
	buffer *bufio.Writer
	packer packer
}

// countWriter counts what is written through it.
type countWriter struct {
	to io.Writer
	n  int64
}

func (c *countWriter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.n += int64(n)
	return n, err
}

// openPart opens a file to be written from an offset on, and cuts off what is
// behind it. Offset 0 makes the file.
func openPart(name string, at int64, packed Compression) (*part, error) {
	flags := os.O_WRONLY
	if at == 0 {
		flags |= os.O_CREATE
	}
	file, err := os.OpenFile(name, flags, 0o644)
	if err != nil {
		return nil, err
	}
	p, err := partOf(file, at, packed)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return p, nil
}

func partOf(file *os.File, at int64, packed Compression) (*part, error) {
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case info.Size() < at:
		return nil, fmt.Errorf("%s has %d bytes and had %d", file.Name(), info.Size(), at)
	}
	if err := file.Truncate(at); err != nil {
		return nil, err
	}
	if _, err := file.Seek(at, io.SeekStart); err != nil {
		return nil, err
	}
	p := &part{file: file, count: &countWriter{to: file, n: at}}
	p.buffer = bufio.NewWriterSize(p.count, partBuffer)
	p.packer, err = newPacker(packed, p.buffer)
	return p, err
}

// sync ends a frame and puts all that was written on the disk. It returns the
// bytes of the file.
func (p *part) sync() (int64, error) {
	if err := p.packer.end(); err != nil {
		return 0, err
	}
	if err := p.buffer.Flush(); err != nil {
		return 0, err
	}
	return p.count.n, syncFile(p.file)
}

func (p *part) close() error { return p.file.Close() }

// syncFile puts a file on the disk. A device has no sync.
func syncFile(file *os.File) error {
	if err := file.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}

// rename gives a file its name, for good.
func rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(to))
}

// Move gives a complete file or folder its name, for good. One that has its name
// already keeps it.
func Move(from, to string) error {
	there, err := exists(from)
	if err != nil || there {
		if err == nil {
			err = rename(from, to)
		}
		return err
	}
	_, err = os.Lstat(to)
	return err
}

// WriteWhole writes a file aside, puts it on the disk and gives it its name: it is
// there whole or not at all.
func WriteWhole(name string, write func(io.Writer) error) error {
	file, err := os.Create(name + partial)
	if err != nil {
		return err
	}
	buffer := bufio.NewWriter(file)
	if err := errors.Join(write(buffer), buffer.Flush(), syncFile(file), file.Close()); err != nil {
		return err
	}
	return rename(name+partial, name)
}

// SyncFolder puts the names of the files in a folder on the disk.
func SyncFolder(name string) error {
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(syncFile(folder), folder.Close())
}

func exists(name string) (bool, error) {
	_, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
