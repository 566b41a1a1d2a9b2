package service

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"

	"github.com/winnow-news/winnow/pipeline/ask"
	"github.com/winnow-news/winnow/pipeline/record"
)

const (
	headerEncoding = "Content-Encoding"
	headerQuality  = "Winnow-Quality" // what the document is as a whole

	// flushTime is how long the last answers may take to leave.
	flushTime = 5 * time.Second
)

// answer cleans one document and sends what came of it.
func (s *Service) answer(r micro.Request) {
	began := time.Now()
	answer, refusal := s.options.Desk.Clean(s.ctx, s.opener(r), s.options.Form)
	var message *nats.Msg
	if refusal == nil {
		message, refusal = s.fitting(r.Reply(), answer)
	}
	if refusal != nil {
		message = refusalMessage(r.Reply(), refusal, answer.ID)
	}
	s.counts.count(refusal, time.Since(began))
	if message.Subject == "" { // it was published, and nobody waits
		return
	}
	if err := s.conn.PublishMsg(message); err != nil {
		s.options.Log.Warn("an answer was not sent", "id", answer.ID, "error", err)
	}
}

// fitting returns the answer as a message that the server takes. Here is the place
// for forms that are shorter: the first that fits is the one to send.
func (s *Service) fitting(reply string, answer ask.Answer) (*nats.Msg, *ask.Refusal) {
	message := &nats.Msg{Subject: reply, Data: answer.Body, Header: nats.Header{
		record.HeaderContentType: {s.options.Form.Type},
		ask.HeaderMemory:         {answer.Memory()},
		headerQuality:            {answer.Doc.Quality.Is.String()},
	}}
	size, most := payload(message), int(s.conn.MaxPayload())
	if size > most {
		return nil, ask.Refuse(ask.ReasonAnswerLarge, "the clean document takes %.1f MB, and a message of this server may have %.1f (max_payload): put it on the stream or ask over HTTP", float64(size)/1e6, float64(most)/1e6)
	}
	return message, nil
}

// payload returns how many bytes of a message the server counts: the body, and the
// headers as they are on the wire.
func payload(m *nats.Msg) int {
	size := len("NATS/1.0\r\n\r\n") + len(m.Data)
	for name, values := range m.Header {
		for _, value := range values {
			size += len(name) + len(": \r\n") + len(value)
		}
	}
	return size
}

// refusalMessage returns an error as micro sends one.
func refusalMessage(reply string, refusal *ask.Refusal, id string) *nats.Msg {
	header := errorHeader()
	header[micro.ErrorHeader], header[micro.ErrorCodeHeader] = []string{oneLine(refusal.Error())}, []string{codeOf(refusal)}
	return &nats.Msg{Subject: reply, Header: header, Data: errorBody(refusal, id)}
}

func errorHeader() nats.Header { return nats.Header{record.HeaderContentType: {ask.TypeJSON}} }

// oneLine returns a text that a header can hold.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// codeOf returns the code of an error: the status of HTTP, but for a full desk, which
// is that of the service and not of who asks.
func codeOf(refusal *ask.Refusal) string {
	if refusal.Reason == ask.ReasonBusy {
		return strconv.Itoa(http.StatusServiceUnavailable)
	}
	return strconv.Itoa(refusal.Status)
}

// errorBody is the body of an error: the reason in a field of its own.
func errorBody(refusal *ask.Refusal, id string) []byte {
	body, err := json.Marshal(map[string]string{"reason": refusal.Reason, "detail": refusal.Detail, "id": id})
	if err != nil { // of strings
		return nil
	}
	return body
}

// without returns headers without one of them, whatever its letter case.
func without(header map[string][]string, name string) map[string][]string {
	rest := maps.Clone(header)
	maps.DeleteFunc(rest, func(key string, _ []string) bool { return strings.EqualFold(key, name) })
	return rest
}

// ignoreClosed returns an error unless it says that the connection is closed.
func ignoreClosed(err error) error {
	if errors.Is(err, nats.ErrConnectionClosed) {
		return nil
	}
	return err
}
