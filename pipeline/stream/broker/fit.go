package broker

import (
	"context"
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
// that an operator may well have chosen are no misfits, unless they would drop
// the state records.
func (t Topology) streamMisfits(info *jetstream.StreamInfo, want jetstream.StreamConfig) (troubles []string) {
	have := info.Config
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
	if want.SubjectTransform != nil {
		troubles = append(troubles, t.transformMisfits(have)...)
	} else if have.SubjectTransform != nil {
		trouble("it transforms subjects, from %s to %s", have.SubjectTransform.Source, have.SubjectTransform.Destination)
	}
	if want.AllowAtomicPublish {
		troubles = append(troubles, stateMisfits(have)...)
	}
	return troubles
}

func (t Topology) transformMisfits(have jetstream.StreamConfig) []string {
	if have.SubjectTransform == nil {
		return []string{fmt.Sprintf("it has no partitions, as streams of winnow 0.1 had none (want a subject transform from %s to %s)",
			t.rawSubjects(), t.transform().Destination)}
	}
	if _, ok := t.partitionsOf(have.SubjectTransform); !ok {
		return []string{fmt.Sprintf("its subject transform goes from %s to %s, want %s to %s",
			have.SubjectTransform.Source, have.SubjectTransform.Destination, t.rawSubjects(), t.transform().Destination)}
	}
	return nil
}

// stateMisfits says what would refuse or drop state records, on which it rests
// that every document comes out once.
func stateMisfits(have jetstream.StreamConfig) (troubles []string) {
	if !have.AllowAtomicPublish {
		troubles = append(troubles, "it takes no atomic batches (allow_atomic), as streams of winnow 0.1 took none")
	}
	if have.Discard == jetstream.DiscardOld && (have.MaxMsgs > 0 || have.MaxBytes > 0) {
		troubles = append(troubles, "it discards old messages when it is full, state records among them (want discard new, or max_age instead)")
	}
	if have.MaxMsgsPerSubject > 0 {
		troubles = append(troubles, fmt.Sprintf("it keeps %d messages a subject, and would drop what partitions remember (want no max_msgs_per_subject)", have.MaxMsgsPerSubject))
	}
	if have.MaxAge > 0 && !have.AllowMsgTTL {
		troubles = append(troubles, "its max_age would drop state records, which allow_msg_ttl lets them outlive")
	}
	return troubles
}

// bucketMisfits says what keeps the workers' bucket from doing its work.
func (t Topology) bucketMisfits(ctx context.Context, bucket jetstream.KeyValue) (troubles []string, err error) {
	status, err := bucket.Status(ctx)
	if err != nil {
		return nil, err
	}
	if ttl := status.TTL(); ttl > 0 && ttl < t.Lease {
		troubles = append(troubles, fmt.Sprintf("it forgets what a worker says after %s, and takes it for gone before its lease of %s is over", ttl, t.Lease))
	}
	return troubles, nil
}

func quoted(subjects []string) string {
	if len(subjects) == 0 {
		return "no subjects"
	}
	return strings.Join(subjects, ", ")
}

// Covers reports whether every subject that matches want matches pattern too.
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
