//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package corrections

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// fileLock is a file that only its holder has.
type fileLock struct{ name string }

// lockFile creates the lock file. Where files can't be locked, one that a killed process
// left must be removed by hand, and the error says so.
func lockFile(file *os.File) (*fileLock, error) {
	name := file.Name() + ".lock"
	made, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("another winnow has it open; if none runs, remove %s", name)
	}
	if err != nil {
		return nil, err
	}
	return &fileLock{name}, made.Close()
}

func (l *fileLock) release() error { return os.Remove(l.name) }

// syncFolder does nothing: there are systems where a folder can't be opened.
func syncFolder(string) error { return nil }
