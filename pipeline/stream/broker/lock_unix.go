//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package broker

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
)

// storeLock is a lock that goes with the process, so that kill -9 leaves none
// behind.
type storeLock struct{ file *os.File }

// lockStore takes the lock, or says which process has it.
func lockStore(path string) (*storeLock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = fmt.Errorf("in use by another winnow (%s): stop it, connect to it with --nats, or name another directory with --data", holder(file))
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if err := errors.Join(file.Truncate(0), writePID(file)); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &storeLock{file}, nil
}

func writePID(file *os.File) error {
	_, err := file.WriteAt(fmt.Appendf(nil, "process %d\n", os.Getpid()), 0)
	return err
}

func holder(file *os.File) string {
	note, err := io.ReadAll(io.LimitReader(file, 64))
	if err != nil || len(note) == 0 {
		return "process unknown"
	}
	return strings.TrimSpace(string(note))
}

// release drops the lock. The file stays: removing it would let a third
// process lock a new one while a second waits on this.
func (l *storeLock) release() error { return l.file.Close() }
