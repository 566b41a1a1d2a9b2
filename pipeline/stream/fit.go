package stream

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nats-io/nats.go/jetstream"
)

// misfit makes one error of what does not fit, or none.
func misfit(what string, troubles []string) error {
	if len(troubles) == 0 {
		return nil
	}
	return fmt.Errorf("%s is there but does not fit: %s", what, strings.Join(troubles, "; "))
}

// streamMisfits says what keeps an existing stream from doing its work. Limits
// that an operator may well have chosen are no misfits.
func streamMisfits(have, want jetstream.StreamConfig) (troubles []string) {
	trouble := func(format string, args ...any) { troubles = append(troubles, fmt.Sprintf(format, args...)) }
	for _, subject := range want.Subjects {
		if !slices.ContainsFunc(have.Subjects, func(pattern string) bool { return covers(pattern, subject) }) {
			trouble("it takes %s, not %s", quoted(have.Subjects), subject)
		}
	}
	if have.Retention != want.Retention {
		trouble("its retention is %s, want %s", have.Retention, want.Retention)
	}
	if have.Storage != want.Storage {
		trouble("its storage is %s, want %s", have.Storage, want.Storage)
	}
	if have.Sealed {
		trouble("it is sealed")
	}
	if have.NoAck {
		trouble("it acknowledges nothing that is published (no_ack)")
	}
	if have.Mirror != nil {
		trouble("it is a mirror of %s and takes no messages", have.Mirror.Name)
	}
	return troubles
}

// consumerMisfits says what keeps an existing consumer from delivering every
// document until it is done with.
func consumerMisfits(have, want jetstream.ConsumerConfig) (troubles []string) {
	trouble := func(format string, args ...any) { troubles = append(troubles, fmt.Sprintf(format, args...)) }
	if have.AckPolicy != want.AckPolicy {
		trouble("its ack policy is %s, want %s", have.AckPolicy, want.AckPolicy)
	}
	if have.DeliverPolicy != want.DeliverPolicy {
		trouble("it delivers %s, want %s", have.DeliverPolicy, want.DeliverPolicy)
	}
	filters := have.FilterSubjects
	if have.FilterSubject != "" {
		filters = append(filters, have.FilterSubject)
	}
	if len(filters) > 0 && !slices.ContainsFunc(filters, func(f string) bool { return covers(f, want.FilterSubject) }) {
		trouble("it filters %s, not %s", quoted(filters), want.FilterSubject)
	}
	if have.MaxDeliver > 0 {
		trouble("it gives up after %d deliveries, want no limit", have.MaxDeliver)
	}
	if have.HeadersOnly {
		trouble("it delivers headers only")
	}
	return troubles
}

func quoted(subjects []string) string {
	if len(subjects) == 0 {
		return "no subjects"
	}
	return strings.Join(subjects, ", ")
}

// covers reports whether every subject that matches want matches pattern too.
func covers(pattern, want string) bool {
	have, need := strings.Split(pattern, "."), strings.Split(want, ".")
	for i, token := range have {
		switch {
		case token == ">":
			return len(need) > i
		case i >= len(need) || need[i] == ">":
			return false
		case token != "*" && token != need[i]:
			return false
		}
	}
	return len(have) == len(need)
}
