//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package corrections

import (
	"errors"
	"os"
	"syscall"
)

// errLocked says that another process writes corrections to the file.
var errLocked = errors.New("another winnow has it open")

// fileLock is a lock that goes with the process, so that kill -9 leaves none behind.
type fileLock struct{}

// lockFile locks an open file.
func lockFile(file *os.File) (*fileLock, error) {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errLocked
	}
	return &fileLock{}, err
}

// release does nothing: closing the file does it.
func (*fileLock) release() error { return nil }

// syncFolder makes new names in a folder last.
func syncFolder(name string) error {
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
