package service

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"
	"go.uber.org/goleak"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/ask"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const subject = "winnow.ask"

// start begins a service on a connection.
func start(t *testing.T, conn *nats.Conn, engine pipeline.Engine, desk ask.Options) *Service {
	t.Helper()
	desk.Log = streamtest.Log(t)
	s, err := Start(conn, Options{
		Subject: subject, Build: streamtest.Build, Desk: ask.NewDesk(desk), Form: ask.JSON(engine, streamtest.Build), Log: desk.Log,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), streamtest.Patience)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return s
}

// connected returns two connections to a server: for the service and for who asks.
func connected(t *testing.T) (service, asker *nats.Conn) {
	t.Helper()
	b := streamtest.NewBare(t)
	service, _ = b.Connect(t)
	asker, _ = b.Connect(t)
	return service, asker
}

// request asks, with headers given as "Name: value".
func request(t *testing.T, conn *nats.Conn, body string, headers ...string) *nats.Msg {
	t.Helper()
	m := &nats.Msg{Subject: subject, Data: []byte(body), Header: nats.Header{}}
	for _, h := range headers {
		if name, value, ok := strings.Cut(h, ": "); ok {
			m.Header.Set(name, value)
		}
	}
	var answer *nats.Msg
	streamtest.Eventually(t, func() (err error) { // until the server knows of the service
		answer, err = conn.RequestMsg(m, streamtest.Patience)
		if err != nil && !errors.Is(err, nats.ErrNoResponders) {
			t.Fatal(err)
		}
		return err
	})
	return answer
}

// wantError wants an answer to be an error as micro sends one.
func wantError(t *testing.T, name string, m *nats.Msg, code, reason string) {
	t.Helper()
	var body struct{ Reason, Detail string }
	if err := json.Unmarshal(m.Data, &body); err != nil {
		t.Errorf("%s: %q: %v", name, m.Data, err)
	}
	said := m.Header.Get(micro.ErrorHeader)
	if m.Header.Get(micro.ErrorCodeHeader) != code || !strings.HasPrefix(said, reason+": ") || body.Reason != reason || body.Detail == "" {
		t.Errorf("%s: got %s %q %s, want %s %s", name, m.Header.Get(micro.ErrorCodeHeader), said, m.Data, code, reason)
	}
}

func TestADocumentIsAskedForAndComesBackClean(t *testing.T) {
	conn, asker := connected(t)
	start(t, conn, streamtest.Fake{}, ask.Options{})
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	fmt.Fprint(w, "one\ntwo\n")
	w.Close()
	for name, c := range map[string]struct {
		body    string
		headers []string
		want    string
	}{
		"a body":        {"one\ntwo\n", []string{"Content-Type: text/plain", "Winnow-Id: a", "Winnow-Url: https://www.courier.example/a"}, `"id":"a","url":"https://www.courier.example/a"`},
		"an envelope":   {`{"id":"b","content":"one"}`, nil, `"id":"b"`},
		"a packed body": {packed.String(), []string{"content-encoding: gzip", "Winnow-Id: c"}, `"id":"c"`},
	} {
		m := request(t, asker, c.body, c.headers...)
		if !strings.HasPrefix(string(m.Data), `{"schema":"winnow.clean.v1"`) || !strings.Contains(string(m.Data), c.want) {
			t.Errorf("%s: got %s %s", name, m.Header, m.Data)
		}
		if m.Header.Get("Content-Type") != "application/json" || m.Header.Get(ask.HeaderMemory) != ask.MemoryNone {
			t.Errorf("%s: headers %v", name, m.Header)
		}
	}
	for _, c := range []struct {
		name, body, header, code, reason string
	}{
		{"a broken envelope", "{", "", "400", "broken-envelope"},
		{"an envelope of nothing", "{}", "", "400", "no-content"},
		{"packed otherwise", "x", "Content-Encoding: br", "415", "content-encoding"},
		{"not packed", "x", "Content-Encoding: zstd", "415", "content-encoding"},
	} {
		wantError(t, c.name, request(t, asker, c.body, c.header), c.code, c.reason)
	}
	if err := asker.Publish(subject, []byte("nobody waits for this")); err != nil {
		t.Fatal(err)
	}
	bomb := packedZeros(t, record.MaxUnpacked+1)
	wantError(t, "a bomb", request(t, asker, bomb, "Content-Encoding: gzip"), "413", "too-large")
}

func packedZeros(t *testing.T, n int) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(make([]byte, n)); err != nil {
		t.Fatal(err)
	}
	w.Close()
	return out.String()
}

// blocking cleans when it is told to.
type blocking struct {
	inside  chan struct{}
	release chan struct{}
}

func newBlocking() blocking { return blocking{make(chan struct{}, 100), make(chan struct{})} }

func (b blocking) CleanRecalling(raw document.Raw, _ document.Recall) (*document.Clean, error) {
	b.inside <- struct{}{}
	<-b.release
	return &document.Clean{ID: raw.ID}, nil
}

func TestAFullServiceSaysSoAtOnce(t *testing.T) {
	conn, asker := connected(t)
	engine := newBlocking()
	start(t, conn, engine, ask.Options{Pipeline: pipeline.Options{Workers: 1}, Queue: 1})
	first := make(chan *nats.Msg, 2)
	in := asker.NewInbox()
	sub, err := asker.Subscribe(in, func(m *nats.Msg) { first <- m })
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Unsubscribe()
	if err := conn.Flush(); err != nil { // the server knows of the service
		t.Fatal(err)
	}
	for range 2 {
		if err := asker.PublishRequest(subject, in, []byte("text")); err != nil {
			t.Fatal(err)
		}
	}
	<-engine.inside
	wantError(t, "a third", request(t, asker, "text"), "503", "busy")
	close(engine.release)
	for range 2 {
		if m := <-first; m.Header.Get(micro.ErrorCodeHeader) != "" {
			t.Errorf("one of the first: %v", m.Header)
		}
	}
}

func TestTheServiceIsFoundAndShowsItsStatistics(t *testing.T) {
	conn, asker := connected(t)
	start(t, conn, streamtest.Fake{}, ask.Options{})
	request(t, asker, "text")
	wantError(t, "a broken envelope", request(t, asker, "{"), "400", "broken-envelope")
	var info micro.Info
	get(t, asker, "$SRV.INFO.winnow", &info)
	if info.Name != Name || len(info.Endpoints) != 1 || info.Endpoints[0].Subject != subject || info.Endpoints[0].QueueGroup != micro.DefaultQueueGroup || info.Metadata["winnow.version"] != streamtest.Build.Version {
		t.Errorf("info: %+v", info)
	}
	streamtest.Eventually(t, func() error { // micro counts after its handler has returned
		var all micro.Stats
		get(t, asker, "$SRV.STATS", &all)
		if len(all.Endpoints) != 1 {
			return fmt.Errorf("%d endpoints", len(all.Endpoints))
		}
		var data Stats
		if err := json.Unmarshal(all.Endpoints[0].Data, &data); err != nil {
			t.Fatal(err)
		}
		if all.Endpoints[0].NumRequests != 2 || data.Clean != 1 || data.Refused["broken-envelope"] != 1 || data.AverageTime <= 0 {
			return fmt.Errorf("%+v with %+v", *all.Endpoints[0], data)
		}
		return nil
	})
}

func get(t *testing.T, conn *nats.Conn, subject string, into any) {
	t.Helper()
	m, err := conn.Request(subject, nil, streamtest.Patience)
	if err == nil {
		err = json.Unmarshal(m.Data, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", subject, err)
	}
}

// counting counts what it cleans.
type counting struct {
	streamtest.Fake
	n *atomic.Int64
}

func (c counting) CleanRecalling(raw document.Raw, _ document.Recall) (*document.Clean, error) {
	c.n.Add(1)
	return c.Fake.CleanRecalling(raw, nil)
}

func TestServicesShareTheRequests(t *testing.T) {
	b := streamtest.NewBare(t)
	asker, _ := b.Connect(t)
	var cleaned [2]atomic.Int64
	for i := range cleaned {
		conn, _ := b.Connect(t)
		start(t, conn, counting{n: &cleaned[i]}, ask.Options{})
		if err := conn.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	const n = 60
	for range n {
		request(t, asker, "text")
	}
	a, z := cleaned[0].Load(), cleaned[1].Load()
	if a+z != n || a == 0 || z == 0 {
		t.Errorf("of %d requests one cleaned %d and the other %d", n, a, z)
	}
}

func TestAClosedServiceHasAnsweredWhatWasInHand(t *testing.T) {
	conn, asker := connected(t)
	engine := newBlocking()
	s := start(t, conn, engine, ask.Options{})
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
	got := make(chan error, 1)
	go func() {
		m, err := asker.Request(subject, []byte("text"), streamtest.Patience)
		if err == nil && m.Header.Get(micro.ErrorCodeHeader) != "" {
			err = errors.New(m.Header.Get(micro.ErrorHeader))
		}
		got <- err
	}()
	<-engine.inside
	closed := make(chan error, 1)
	go func() { closed <- s.Close(t.Context()) }()
	streamtest.Eventually(t, func() error {
		if _, err := asker.Request("$SRV.PING."+Name, nil, streamtest.Patience); !errors.Is(err, nats.ErrNoResponders) {
			return fmt.Errorf("a closed service answers: %v", err)
		}
		return nil
	})
	close(engine.release)
	if err := errors.Join(<-got, <-closed); err != nil {
		t.Error(err)
	}
}

// TestClosingDoesNotWaitForEver closes while a document is cleaned and another waits.
func TestClosingDoesNotWaitForEver(t *testing.T) {
	conn, asker := connected(t)
	engine := newBlocking()
	s := start(t, conn, engine, ask.Options{Pipeline: pipeline.Options{Workers: 1, DocumentTime: 200 * time.Millisecond}, Queue: 5})
	defer close(engine.release)
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := asker.PublishRequest(subject, asker.NewInbox(), []byte("text")); err != nil {
			t.Fatal(err)
		}
	}
	if err := asker.Flush(); err != nil {
		t.Fatal(err)
	}
	<-engine.inside
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Close = %v, want that requests were given up", err)
	}
}

// TestAnAnswerThatNoMessageHolds asks a server with the limit of 1 MB, with the
// accounts of deploy/nats.
func TestAnAnswerThatNoMessageHolds(t *testing.T) {
	server := streamtest.Accounts(t)
	worker, asker, operator := streamtest.As(t, server, "worker"), streamtest.As(t, server, "asker"), streamtest.As(t, server, "operator")
	large := streamtest.EngineFunc(func(raw document.Raw) (*document.Clean, error) {
		text := string(raw.Content)
		switch most := int(worker.MaxPayload()); text {
		case "large":
			text = strings.Repeat("x", most)
		case "lean": // the text fits, and not twice
			text = strings.Repeat("x", most*2/3)
		}
		return &document.Clean{ID: raw.ID, Paragraphs: []document.Paragraph{{Text: text}}}, nil
	})
	start(t, worker, large, ask.Options{})
	wantError(t, "a large one", request(t, asker, "large", "Content-Type: text/plain"), "413", "answer-too-large")
	for _, c := range [][]string{{"lean"}, {"large", "Accept-Encoding: gzip, zstd"}} {
		m := request(t, asker, c[0], append(c[1:], "Content-Type: text/plain")...)
		doc, parts, err := record.ParseClean(m.Header, m.Data)
		if err != nil || parts != 0 || len(doc.Paragraphs) != 1 || len(doc.Paragraphs[0].Text) < int(worker.MaxPayload())/2 {
			t.Errorf("%s: %v %v %.200s", c[0], err, m.Header, m.Data)
		}
		if packed := m.Header.Get("Content-Encoding") == "zstd"; packed != (len(c) > 1) {
			t.Errorf("%s: headers %v", c[0], m.Header)
		}
	}
	if m := request(t, asker, "small", "Content-Type: text/plain"); !strings.Contains(string(m.Data), "small") {
		t.Errorf("a small one: %v %s", m.Header, m.Data)
	}
	var ping micro.Ping
	get(t, operator, "$SRV.PING", &ping)
	if ping.Name != Name {
		t.Errorf("ping: %+v", ping)
	}
}

func TestVersionsAreAsMicroWantsThem(t *testing.T) {
	for version, want := range map[string]string{"v1.2.3": "1.2.3", "1.2.3-rc.1": "1.2.3-rc.1", "dev": "0.0.0", "": "0.0.0", "v0.0.0-20261130-abcdef": "0.0.0-20261130-abcdef", "1.2": "0.0.0", "1.2.3+dirty": "0.0.0"} {
		if got := semantic(version); got != want {
			t.Errorf("%q: %q, want %q", version, got, want)
		}
	}
}

// TestARefusalFitsWhateverItRepeats asks with documents whose errors, or whose ids,
// are nearly as long as a message may be.
func TestARefusalFitsWhateverItRepeats(t *testing.T) {
	conn, asker := connected(t)
	start(t, conn, streamtest.Fake{}, ask.Options{})
	long := strings.Repeat("<", int(conn.MaxPayload())/3)
	wantError(t, "a long schema", request(t, asker, `{"schema":"`+long+`","content":"one"}`), "400", "unknown-schema")
	wantError(t, "a long id", request(t, asker, `{"id":"`+long+`","content":"panic"}`), "500", "panic")
}
