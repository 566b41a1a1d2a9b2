package serve

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/ask"
	"github.com/winnow-news/winnow/pipeline/record"
)

func testHandler(t testing.TB) *handler {
	t.Helper()
	engine := engineFunc(copying)
	h, err := newHandler(Options{
		Desk: ask.NewDesk(ask.Options{}), Limit: limit, Log: slog.New(slog.DiscardHandler),
		Forms: []ask.Form{ask.JSON(engine, record.Build{}), ask.Markdown(engine), ask.Text(engine)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func newRequest(body []byte) *http.Request {
	return httptest.NewRequest("POST", "/clean", bytes.NewReader(body))
}

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }

// pipes is a listener whose connections are pipes, so that time can be the test's.
type pipes struct {
	dialed chan net.Conn
	closed chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.dialed:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error {
	select {
	case <-p.closed:
	default:
		close(p.closed)
	}
	return nil
}

func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (p pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	p.dialed <- theirs
	return ours
}

// TestSlowClientsAreCutOff has clients that stop in the middle, each at another
// place, with one place at the desk for all of them.
func TestSlowClientsAreCutOff(t *testing.T) {
	for _, c := range []struct {
		name, says string
		after      time.Duration // at the latest
		answer     string        // its beginning; empty: the connection ends
	}{
		{"in the head", "POST /clean HTTP/1.1\r\nHost: a\r\n", headerTime, ""},
		{"in the body", "POST /clean HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf", bodyTime + drainTime, "HTTP/1.1 408 "},
		{"in a batch", "POST /clean HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Length: 100\r\n\r\n{\"content\":", bodyTime + drainTime, "HTTP/1.1 200 "},
		{"after an answer", "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", idleTime, "HTTP/1.1 200 "},
		{"while it is refused", "POST /clean HTTP/1.1\r\nHost: a\r\nAccept: image/png\r\nContent-Length: 100\r\n\r\nhalf", drainTime, "HTTP/1.1 406 "},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := pipes{make(chan net.Conn), make(chan struct{})}
				ctx, stop := context.WithCancel(t.Context())
				engine := engineFunc(copying)
				desk := ask.NewDesk(ask.Options{Pipeline: pipeline.Options{Workers: 1, InFlightBytes: 1}})
				ended := make(chan error, 1)
				go func() {
					ended <- Serve(ctx, p, Options{Desk: desk, Forms: []ask.Form{ask.JSON(engine, record.Build{})}, Limit: limit, Log: slog.New(slog.DiscardHandler)})
				}()
				began := time.Now()
				conn := p.dial()
				go io.WriteString(conn, c.says)
				all, _ := io.ReadAll(conn) // until it is cut off
				if took := time.Since(began); took > c.after+time.Second {
					t.Errorf("cut off after %s, want %s at most", took, c.after)
				}
				if !strings.HasPrefix(string(all), c.answer) || c.answer == "" && len(all) > 0 {
					t.Errorf("got %q, want %q", all, c.answer)
				}
				synctest.Wait()
				if leave, refusal := desk.Enter(100); refusal != nil {
					t.Errorf("its place is still taken: %v", refusal)
				} else {
					leave()
				}
				stop()
				if err := <-ended; err != nil {
					t.Errorf("Serve = %v", err)
				}
			})
		})
	}
}

// TestABatchWithoutAnEndDoesNotOutliveItsServer sends a line every second.
func TestABatchWithoutAnEndDoesNotOutliveItsServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pipes{make(chan net.Conn), make(chan struct{})}
		ctx, stop := context.WithCancel(t.Context())
		engine := engineFunc(copying)
		ended := make(chan error, 1)
		go func() {
			ended <- Serve(ctx, p, Options{Desk: ask.NewDesk(ask.Options{}), Forms: []ask.Form{ask.JSON(engine, record.Build{})}, Limit: limit, Log: slog.New(slog.DiscardHandler)})
		}()
		conn := p.dial()
		var sending sync.WaitGroup
		sending.Go(func() {
			const line = `{"content":"a line"}` + "\n"
			io.WriteString(conn, "POST /clean HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000000\r\n\r\n")
			for {
				if _, err := io.WriteString(conn, line); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		})
		answer := make(chan string)
		go func() {
			all, _ := io.ReadAll(conn)
			answer <- string(all)
		}()
		time.Sleep(5*time.Second + time.Millisecond) // between two lines
		stop()
		all := <-answer
		sending.Wait()
		if !strings.Contains(all, `{"error":{"reason":"stopping"`) || !strings.Contains(all, `"line":7}`) {
			t.Errorf("the answer ends with %q", all[max(0, len(all)-400):])
		}
		if err := <-ended; err != nil {
			t.Errorf("Serve = %v", err)
		}
	})
}
