package serve

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/ask"
)

// answerLine is a line of a batch's answer, of either kind.
type answerLine struct {
	ID    string      `json:"id"`
	Title string      `json:"title"`
	Error *lineReason `json:"error"`
	Line  int         `json:"line"`
}

func readLines(t testing.TB, body string) (all []answerLine) {
	t.Helper()
	for line := range strings.Lines(body) {
		var a answerLine
		if err := json.Unmarshal([]byte(line), &a); err != nil || !strings.HasSuffix(line, "\n") {
			t.Fatalf("%q: %v", line, err)
		}
		all = append(all, a)
	}
	return all
}

func TestABatchIsAnsweredLineByLineInOrder(t *testing.T) {
	b := newBench(t, copying, nil, ask.Options{Pipeline: pipeline.Options{Workers: 3}})
	long := `{"id":"long","content":"` + strings.Repeat("x", envelopeShare*limit) + `"}`
	body := strings.Join([]string{
		`{"id":"1","content":"one"}`, ``, `{"id":"2","content":"two"}`, "\t", `broken`, `{"id":"4","content":"binary\n"}`,
		long, `{"id":"5","url":"x","content":"five"}`, `{"id":"6","content":"six"}`,
	}, "\n") // the last without an end
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	io.WriteString(w, body)
	w.Close()
	want := []answerLine{
		{ID: "1", Title: "one"}, {ID: "2", Title: "two"},
		{Error: &lineReason{Reason: "broken-envelope"}, Line: 5}, {ID: "4", Error: &lineReason{Reason: "binary"}, Line: 6},
		{Error: &lineReason{Reason: "too-large"}, Line: 7}, {Error: &lineReason{Reason: "bad-url"}, Line: 8}, {ID: "6", Title: "six"},
	}
	for name, got := range map[string]answer{
		"plain":  b.do(t, "POST", "/clean", strings.NewReader(body), "Content-Type: application/x-ndjson"),
		"a byte": b.do(t, "POST", "/clean", iotest.OneByteReader(strings.NewReader(body)), "Content-Type: application/jsonl"),
		"gzip":   b.do(t, "POST", "/clean", &zipped, "Content-Type: application/x-ndjson", "Content-Encoding: gzip", "Accept: application/x-ndjson"),
	} {
		lines := readLines(t, got.body)
		if got.status != 200 || got.header.Get("Content-Type") != typeLines || len(lines) != len(want) {
			t.Fatalf("%s: %d %s, %d lines:\n%s", name, got.status, got.header, len(lines), got.body)
		}
		for i, w := range want {
			g := lines[i]
			if g.Error != nil {
				if g.Error.Detail == "" {
					t.Errorf("%s: line %d has no detail", name, i)
				}
				g.Error.Detail = ""
			}
			if fmt.Sprint(g.ID, g.Title, g.Line, g.Error) != fmt.Sprint(w.ID, w.Title, w.Line, w.Error) {
				t.Errorf("%s: answer %d is %+v, %v; want %+v, %v", name, i, g, g.Error, w, w.Error)
			}
		}
	}
}

// TestABatchStreams waits for the answer to each line before it sends the next.
func TestABatchStreams(t *testing.T) {
	b := copyingBench(t)
	in, out := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), "POST", b.URL+"/clean", in)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", typeLines)
	go out.Write([]byte(`{"content":"line 0"}` + "\n"))
	response, err := b.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewReader(response.Body)
	for i := range 20 {
		line, err := lines.ReadString('\n')
		if err != nil || !strings.Contains(line, fmt.Sprintf(`"title":"line %d"`, i)) {
			t.Fatalf("answer %d: %q, %v", i, line, err)
		}
		if i < 19 {
			fmt.Fprintf(out, `{"content":"line %d"}`+"\n", i+1)
		}
	}
	out.Close()
	if rest, err := io.ReadAll(lines); err != nil || len(rest) > 0 {
		t.Errorf("after the end: %q, %v", rest, err)
	}
}

// TestLongLinesAreCleanedOneByOne has more lines than there is memory for at once.
func TestLongLinesAreCleanedOneByOne(t *testing.T) {
	const atOnce, n = 4, 12
	var inside, most atomic.Int32
	engine := func(raw document.Raw) (*document.Clean, error) {
		most.Store(max(most.Load(), inside.Add(1)))
		defer inside.Add(-1)
		time.Sleep(5 * time.Millisecond) // for others to come in
		return &document.Clean{ID: raw.ID}, nil
	}
	b := newBench(t, engine, nil, ask.Options{Pipeline: pipeline.Options{Workers: atOnce}})
	line := `{"content":"` + strings.Repeat("x", envelopeShare*limit*2/3) + `"}` + "\n"
	got := b.do(t, "POST", "/clean", strings.NewReader(strings.Repeat(line, n)), "Content-Type: application/x-ndjson")
	if lines := readLines(t, got.body); len(lines) != n {
		t.Errorf("%d answers, want %d", len(lines), n)
	}
	if most.Load() != 1 {
		t.Errorf("%d lines of two thirds of what may be in hand were in hand at once", most.Load())
	}
}

// TestAClientThatSendsAllBeforeItReads sends more than the buffers of a connection
// hold.
func TestAClientThatSendsAllBeforeItReads(t *testing.T) {
	const n = 600 // of 32 KB
	b := copyingBench(t)
	var body bytes.Buffer
	for i := range n {
		fmt.Fprintf(&body, `{"id":"%d","content":"title\n%s"}`+"\n", i, strings.Repeat("x", 15<<10))
	}
	r, err := http.NewRequestWithContext(t.Context(), "POST", b.URL+"/clean", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Body = io.NopCloser(&body)
	r.ContentLength = int64(body.Len())
	r.Header.Set("Content-Type", typeLines)
	conn, err := net.Dial("tcp", b.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := r.Write(conn); err != nil { // all of it, before anything is read
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	lines := readLines(t, string(all))
	if len(lines) != n || lines[n-1].ID != fmt.Sprint(n-1) {
		t.Errorf("%d answers of %d", len(lines), n)
	}
}

// TestABatchThatIsLeftLeavesNothing has its client leave in the middle.
func TestABatchThatIsLeftLeavesNothing(t *testing.T) {
	inside := make(chan struct{}, 100)
	release := make(chan struct{})
	b := newBench(t, func(raw document.Raw) (*document.Clean, error) {
		inside <- struct{}{}
		<-release
		return copying(raw)
	}, nil, ask.Options{Pipeline: pipeline.Options{Workers: 2}})
	in, out := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), "POST", b.URL+"/clean", in)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", typeLines)
	go func() {
		for i := range 50 {
			if _, err := fmt.Fprintf(out, `{"content":"line %d"}`+"\n", i); err != nil {
				return
			}
		}
	}()
	response, err := b.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	<-inside
	<-inside
	response.Body.Close() // the client leaves
	out.Close()
	close(release)
	b.Close() // waits for the handler
	leave, refusal := b.desk.Enter(1 << 40)
	if refusal != nil {
		t.Fatalf("its place is still taken: %v", refusal)
	}
	leave()
}

func TestWhatABatchMayNotSay(t *testing.T) {
	b := copyingBench(t)
	for _, c := range []struct {
		path   string
		header string
		status int
		reason string
	}{
		{"/clean", "Accept: text/plain", 406, "not-acceptable"},
		{"/clean?url=http://a.example/", "Accept: */*", 400, "bad-request"},
		{"/clean", "Content-Encoding: br", 415, "content-encoding"},
	} {
		got := b.do(t, "POST", c.path, strings.NewReader("{}\n"), "Content-Type: application/x-ndjson", c.header)
		wantProblem(t, c.header, got, c.status, c.reason)
	}
	got := b.do(t, "POST", "/clean", strings.NewReader(""), "Content-Type: application/x-ndjson")
	if got.status != 200 || got.body != "" {
		t.Errorf("nothing: %d %q", got.status, got.body)
	}
}

// TestLinesAreWhatALineReaderReads holds the reader of lines against one that has all
// of them in memory.
func TestLinesAreWhatALineReaderReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const limit = 20
		body := strings.Join(rapid.SliceOf(rapid.StringMatching(`[ a-z]{0,30}`)).Draw(t, "lines"), rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end"))
		var want []string
		for line := range strings.Lines(body) {
			if len(line) > limit {
				want = append(want, "too-large")
			} else if line = strings.TrimSpace(line); line != "" {
				want = append(want, line)
			}
		}
		in := newLines(iotest.HalfReader(strings.NewReader(body)), limit, 1<<20)
		in.from = bufio.NewReaderSize(in.from, 16) // the least there is
		var got []string
		for {
			line, err := in.next()
			if err == io.EOF {
				break
			}
			if refusal, ok := err.(*ask.Refusal); ok {
				line = []byte(refusal.Reason)
			}
			got = append(got, string(line))
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Fatalf("%q: got %q, want %q", body, got, want)
		}
	})
	if _, err := newLines(strings.NewReader(strings.Repeat("\n", 100)), 10, 50).next(); err == nil || err == io.EOF {
		t.Errorf("a batch over the limit ends with %v", err)
	}
}

// FuzzClean posts any body, of any type and encoding, and wants an answer that is
// whole: a document, lines, or a problem.
func FuzzClean(f *testing.F) {
	for _, seed := range [][3]string{
		{"text/plain", "", "Bridge closes\nIt will."}, {"application/json", "", `{"content":"x"}`}, {"application/x-ndjson", "", "{\"content\":\"x\"}\n{}\nx"},
		{"text/html; charset=utf-8", "gzip", "x"}, {"", "zstd", "x"}, {"application/json", "br", "{"}, {"a/b;=", "", "\x00"},
	} {
		f.Add(seed[0], seed[1], "*/*", "url=http://a.example/", []byte(seed[2]))
	}
	h := testHandler(f)
	f.Fuzz(func(t *testing.T, contentType, encoding, accept, query string, body []byte) {
		if bytes.Contains(body, []byte("panic")) { // the engine of the tests does as it is told
			return
		}
		r := newRequest(body)
		r.URL.RawQuery = query
		r.Header["Content-Type"], r.Header["Content-Encoding"], r.Header["Accept"] = []string{contentType}, []string{encoding}, []string{accept}
		w := newRecorder()
		h.ServeHTTP(w, r)
		got := w.Result()
		switch mime := got.Header.Get("Content-Type"); {
		case got.StatusCode != 200 && mime != typeProblem, got.StatusCode >= 500:
			t.Errorf("%d %s %s", got.StatusCode, mime, w.Body)
		case mime == typeLines:
			readLines(t, w.Body.String())
		case mime == typeProblem || mime == ask.TypeJSON:
			if !json.Valid(w.Body.Bytes()) {
				t.Errorf("%q is no JSON", w.Body)
			}
		}
	})
}
