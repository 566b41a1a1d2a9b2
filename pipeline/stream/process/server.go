//go:build unix

package process

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
)

// Server is nats-server's main package, in the version of our go.mod; its program
// is called nats-server.
const Server = "github.com/nats-io/nats-server/v2"

// Build builds Go programs into a folder, from inside of their module: a folder of
// it, or the working directory when that is empty.
func Build(ctx context.Context, module, into string, programs ...string) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"build", "-o", into + string(filepath.Separator)}, programs...)...)
	cmd.Dir = module
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", strings.Join(programs, " and "), err, out)
	}
	return nil
}

// The ports that servers get are below those that systems give to whoever
// connects: somebody's connection could take the port of a server that is down,
// or a worker's that knocks there meet itself.
const (
	lowestPort = 20_000
	ports      = 10_000
)

// FreePorts returns ports of the loopback interface that nobody listens on.
func FreePorts(n int) (free []int, err error) {
	for range 100 * n {
		if len(free) == n {
			break
		}
		port := lowestPort + rand.IntN(ports)
		l, listenErr := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if listenErr != nil {
			err = listenErr
			continue
		}
		defer l.Close()
		free = append(free, port)
	}
	if len(free) < n {
		return nil, fmt.Errorf("no free ports from %d: %w", lowestPort, err)
	}
	return free, nil
}
