package broker

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// AdvisedPayload is the max_payload that a server should have at least, in
// bytes: as far as NATS itself recommends to go. Of NATS's own default, 1 MB, is
// many a page as HTML, and the text of a clean document must fit in one message.
const AdvisedPayload = MaxPayload

// advice says what works and could be better about the raw stream, as it is or
// would be, and about the server that it is on.
func (t Topology) advice(raw jetstream.StreamConfig, maxPayload int64) (lines []string) {
	advise := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	passes, most := maxPayload-DeadHeadroom, int64(raw.MaxMsgSize)
	if most > 0 {
		passes = min(passes, most)
	}
	if maxPayload < AdvisedPayload {
		advise("the server takes messages of %s at most (max_payload): raw documents over %s are refused, and clean ones whose text does not fit become dead letters; "+
			"put the line max_payload: %dMB into the server's configuration", inBytes(maxPayload), inBytes(passes), AdvisedPayload>>20)
	}
	if fits := maxPayload - DeadHeadroom; most > 0 && most < fits {
		advise("it takes documents of %s at most (max_msg_size), of which the server would take %s: nats stream edit %s --max-msg-size %d",
			inBytes(most), inBytes(fits), raw.Name, fits)
	}
	if raw.MaxAge == 0 && raw.MaxBytes <= 0 && raw.MaxMsgs <= 0 {
		advise("it has no limit, and grows until the server has no room: winnow streams apply --raw-max-age %s", inDays(DefaultRawAge))
	}
	return lines
}

// Advise logs what works and could be better, each as a warning, and the limits
// that are asked for and that a stream does not have. It changes nothing, and
// what can't be seen is no trouble.
func (t Topology) Advise(ctx context.Context, js jetstream.JetStream, log *slog.Logger) {
	steps, err := t.Plan(ctx, js)
	if err != nil {
		log.Debug("no advice on the streams", "error", err)
	}
	for _, s := range steps {
		for _, line := range s.Advice {
			log.Warn(line, "stream", s.Stream)
		}
		for _, line := range s.Troubles {
			log.Warn(line+"; winnow streams apply changes it", "stream", s.Stream)
		}
	}
}

// limitRaw puts the limits of the raw stream that are asked for into the step of
// one that is there.
func (t Topology) limitRaw(s *Step) {
	limit := func(name, have, want string) {
		if have != want {
			s.Troubles = append(s.Troubles, fmt.Sprintf("its %s is %s, asked for is %s", name, have, want))
			s.Changes = append(s.Changes, fmt.Sprintf("set %s to %s", name, want))
		}
	}
	if t.SetRawAge {
		limit("max_age", inDays(s.config.MaxAge), inDays(t.RawAge))
		s.config.MaxAge, s.config.Duplicates = t.RawAge, within(s.config.Duplicates, t.RawAge)
	}
	if t.SetRawBytes {
		limit("max_bytes", limitOf(s.config.MaxBytes), limitOf(t.RawBytes))
		s.config.MaxBytes = t.RawBytes
		if t.RawBytes > 0 { // and is not to drop what nobody has cleaned
			limit("discard", s.config.Discard.String(), jetstream.DiscardNew.String())
			s.config.Discard = jetstream.DiscardNew
		}
	}
}

// within returns the window for message ids of a stream that has a max_age,
// which the server wants to be no longer.
func within(window, age time.Duration) time.Duration {
	if age > 0 {
		return min(window, age)
	}
	return window
}

// noLimit is what both 0 and -1 mean in a stream's configuration.
const noLimit = "none"

func limitOf(bytes int64) string {
	if bytes <= 0 {
		return noLimit
	}
	return inBytes(bytes)
}

// inBytes writes a number of bytes in the largest unit of which it is a whole
// number.
func inBytes(n int64) string {
	units := []string{"bytes", "KB", "MB", "GB"}
	for n >= 1<<10 && n%(1<<10) == 0 && len(units) > 1 {
		n, units = n>>10, units[1:]
	}
	return fmt.Sprint(n, " ", units[0])
}

// inDays writes an age as flags take it.
func inDays(age time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case age <= 0:
		return noLimit
	case age%day == 0:
		return fmt.Sprintf("%dd", age/day)
	}
	return age.String()
}
