package broker

import (
	"fmt"
	"log/slog"
	"slices"

	"github.com/nats-io/nats.go/jetstream"
)

// The oldest server that knows atomic batches, without which a document and the
// record of it can't be stored as one; and the oldest that syncs such a batch
// once, and not each of its messages, where it is told to sync every write.
var (
	oldestServer    = version{2, 12, 0}
	oldestBatchSync = version{2, 15, 2}
)

// version is a server's: major, minor, patch.
type version [3]int

func (v version) String() string { return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2]) }

func (v version) before(w version) bool { return slices.Compare(v[:], w[:]) < 0 }

// NoSite is the subject token of documents whose site is not known.
const NoSite = "unknown"

// parseVersion reads what a server says, such as 2.15.2-RC.1.
func parseVersion(said string) (v version, err error) {
	_, err = fmt.Sscanf(said, "%d.%d.%d", &v[0], &v[1], &v[2])
	return v, err
}

// checkServer returns the version of the server that we are connected to, and an
// error when winnow can't work with it.
func checkServer(js jetstream.JetStream) (version, error) {
	said := js.Conn().ConnectedServerVersion()
	v, err := parseVersion(said)
	switch {
	case err != nil:
		err = fmt.Errorf("the NATS server at %s has a version %q that cannot be read: %w", address(js.Conn()), said, err)
	case v.before(oldestServer):
		err = fmt.Errorf("the NATS server at %s is version %s: winnow commits in atomic batches, which need %s or later", address(js.Conn()), v, oldestServer)
	}
	return v, err
}

// adviseOn says what a server that will do could do better.
func adviseOn(v version, log *slog.Logger) {
	if v.before(oldestBatchSync) {
		log.Info("where it is told to sync every write, this NATS server syncs each message of a batch; later ones sync once a batch",
			"version", v, "later", oldestBatchSync)
	}
}

// CheckServer returns an error when winnow can't work with the server that we
// are connected to, and logs what one that will do could do better.
func CheckServer(js jetstream.JetStream, log *slog.Logger) error {
	v, err := checkServer(js)
	if err == nil {
		adviseOn(v, log)
	}
	return err
}
