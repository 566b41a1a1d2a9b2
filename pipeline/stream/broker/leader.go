package broker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Question asks for one message of a stream: that of a sequence, the next on a
// subject from a sequence on, or the last on a subject.
type Question struct {
	Sequence uint64 `json:"seq,omitempty"`
	Next     string `json:"next_by_subj,omitempty"`
	Last     string `json:"last_by_subj,omitempty"`
}

// FromLeader returns a message as the leader of its stream has it, where any other
// server may not have the last ones yet. Where there is none it returns
// jetstream.ErrMsgNotFound, or jetstream.ErrStreamNotFound. It needs no right but
// to ask for messages.
func FromLeader(ctx context.Context, js jetstream.JetStream, stream string, q Question) (*jetstream.RawStreamMsg, error) {
	reply, err := ask(ctx, js, MessageSubject(stream), q)
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", stream, err)
	}
	var answer struct {
		Error   *jetstream.APIError
		Message struct {
			Subject string    `json:"subject"`
			Seq     uint64    `json:"seq"`
			Header  []byte    `json:"hdrs"`
			Data    []byte    `json:"data"`
			Time    time.Time `json:"time"`
		}
	}
	err = json.Unmarshal(reply.Data, &answer)
	if err == nil && answer.Error != nil {
		err = answer.Error
	}
	m := answer.Message
	msg := &jetstream.RawStreamMsg{Subject: m.Subject, Sequence: m.Seq, Data: m.Data, Time: m.Time}
	if err == nil && len(m.Header) > 0 {
		msg.Header, err = nats.DecodeHeadersMsg(m.Header)
	}
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", stream, err)
	}
	return msg, nil
}

// IsThere asks any server that has the stream whether there is such a message. It
// costs the least of all questions. A stream that is not there has none.
func IsThere(ctx context.Context, js jetstream.JetStream, stream string, q Question) (bool, error) {
	reply, err := ask(ctx, js, DirectSubject(stream), q)
	if errors.Is(err, nats.ErrNoResponders) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("stream %s: %w", stream, err)
	}
	switch status := reply.Header.Get("Status"); status {
	case "":
		return true, nil
	case "404":
		return false, nil
	default:
		return false, fmt.Errorf("stream %s: %s %s", stream, status, reply.Header.Get("Description"))
	}
}

// MessageSubject is where FromLeader asks, and DirectSubject where IsThere and EachOf
// do.
func MessageSubject(stream string) string {
	return jetstream.DefaultAPIPrefix + "STREAM.MSG.GET." + stream
}

// DirectSubject is as MessageSubject says.
func DirectSubject(stream string) string { return jetstream.DefaultAPIPrefix + "DIRECT.GET." + stream }

// questionTime is how long the answer to one question is waited for. Whoever asks
// without need, or again and again, rather asks anew.
const questionTime = 5 * time.Second

// ask puts a question once.
func ask(ctx context.Context, js jetstream.JetStream, subject string, q Question) (*nats.Msg, error) {
	if err := Connected(js); err != nil {
		return nil, err
	}
	body, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, questionTime)
	defer cancel()
	return js.Conn().RequestWithContext(ctx, subject, body)
}
