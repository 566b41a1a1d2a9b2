package members

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"
)

// NewName returns a name for this worker, among the others and in what it
// stores: the host, the process, and something that is new every time, since a
// worker that is started again is another.
func NewName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "worker"
	}
	host = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, host)
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text())
}
