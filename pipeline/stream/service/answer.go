package service

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/ask"
	"github.com/winnow-news/winnow/pipeline/record"
)

const (
	headerAccept  = "Accept-Encoding" // of a request
	headerQuality = "Winnow-Quality"  // what the document is as a whole

	// flushTime is how long the last answers may take to leave.
	flushTime = 5 * time.Second
)

// answer cleans one document and sends what came of it.
func (s *Service) answer(r micro.Request) {
	began := time.Now()
	answer, refusal := s.options.Desk.Clean(s.ctx, func() (document.Raw, error) { return record.Parse(r.Headers(), r.Data()) }, s.options.Form)
	var message *nats.Msg
	if refusal == nil {
		message, refusal = s.fitting(r, answer)
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

// fitting returns the answer as a message that the server takes: as it is, or in the
// first shorter form that fits and that whoever asks reads. Every reader of clean
// documents reads the lean form; zstd is for those who accept it.
func (s *Service) fitting(r micro.Request, answer ask.Answer) (*nats.Msg, *ask.Refusal) {
	message := &nats.Msg{Subject: r.Reply(), Data: answer.Body, Header: nats.Header{
		record.HeaderContentType: {s.options.Form.Type},
		ask.HeaderMemory:         {answer.Memory()},
		headerQuality:            {answer.Doc.Quality.Is.String()},
	}}
	most := int(s.conn.MaxPayload())
	if payload(message) <= most {
		return message, nil
	}
	form := record.Form{Largest: most - payload(message) + len(message.Data), Compress: record.CompressOff}
	if strings.Contains(strings.ToLower(record.Header(r.Headers(), headerAccept)), record.EncodingZstd) {
		form.Compress = record.CompressLarge
		message.Header.Set(record.HeaderEncoding, record.EncodingZstd)
		form.Largest -= len(record.HeaderEncoding) + len(": \r\n") + len(record.EncodingZstd)
	}
	doc := record.NewClean(answer.Doc, s.options.Build)
	written, err := form.Write(&doc)
	if large := (*record.TooLarge)(nil); errors.As(err, &large) {
		return nil, ask.Refuse(ask.ReasonAnswerLarge, "the clean document takes %.2f MB, and a message of this server may have %.2f (max_payload): say Accept-Encoding: zstd, ask over HTTP, or put it on the stream", float64(large.Least)/1e6, float64(most)/1e6)
	} else if err != nil {
		return nil, ask.Refuse(pipeline.ReasonUnknown, "%v", err)
	}
	message.Data = written.Body
	if written.Encoding == "" {
		message.Header.Del(record.HeaderEncoding)
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

// mostID is the bytes of an id that an error repeats; of a longer one it has none.
const mostID = 4 << 10

// errorBody is the body of an error: the reason in a field of its own.
func errorBody(refusal *ask.Refusal, id string) []byte {
	if len(id) > mostID {
		id = ""
	}
	body, err := json.Marshal(map[string]string{"reason": refusal.Reason, "detail": refusal.Detail, "id": id})
	if err != nil { // of strings
		return nil
	}
	return body
}

// ignoreClosed returns an error unless it says that the connection is closed.
func ignoreClosed(err error) error {
	if errors.Is(err, nats.ErrConnectionClosed) {
		return nil
	}
	return err
}
