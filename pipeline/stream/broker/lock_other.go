//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package broker

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// storeLock is a file that only its holder has open.
type storeLock struct{ file *os.File }

// lockStore creates the lock file. Where files can't be locked, one that a
// killed process left must be removed by hand, and the error says so.
func lockStore(path string) (*storeLock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("in use by another winnow; if none runs, remove %s", path)
	}
	if err != nil {
		return nil, err
	}
	return &storeLock{file}, nil
}

func (l *storeLock) release() error {
	return errors.Join(l.file.Close(), os.Remove(l.file.Name()))
}
