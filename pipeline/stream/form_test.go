package stream

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/stories"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// newStockBench is a server with the message size that it has when nobody sets one.
func newStockBench(t *testing.T) *bench {
	t.Helper()
	s := streamtest.Running(t, &server.Options{})
	conn, err := broker.Connect(s.ClientURL(), streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	b := &bench{&streamtest.Bench{Conn: conn, Topology: streamtest.QuickTopology()}}
	if b.JS, err = broker.JetStream(conn); err != nil {
		t.Fatal(err)
	}
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	return b
}

// workHere runs a worker on the bench's own connection until the stream is drained.
func (b *bench) workHere(t *testing.T, options WorkOptions) {
	t.Helper()
	options.Build, options.Log, options.Once = streamtest.Build, streamtest.Log(t), true
	if err := Work(t.Context(), b.JS, b.Topology, streamtest.Fake{}, options); err != nil {
		t.Fatal(err)
	}
}

// prose returns an article of about so many bytes, and as many lines of other things.
func prose(size, others int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "Line %d: the mayor said that the bridge “stays closed” until the engineers have looked at each of its bolts, and the ferry sails on. %s\n", i, strings.Repeat("It was late. ", 12))
	}
	for i := range others {
		fmt.Fprintf(&b, "AD %d\n", i)
	}
	return b.String()
}

// wantWhole wants each document to be in the clean stream once, whole.
func (b *bench) wantWhole(t *testing.T, raws ...document.Raw) {
	t.Helper()
	want := make(map[string]string)
	for _, raw := range raws {
		want[raw.ID] = streamtest.Direct(t, raw)
	}
	for e, err := range operate.EmittedBy(t.Context(), b.JS, b.Topology, streamtest.SiteOf(raws[0])) {
		if err != nil {
			t.Fatal(err)
		}
		body, err := e.Clean.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		whole := want[e.ID]
		if string(body) != whole {
			t.Errorf("document %q is wrong, or there twice: %d bytes, want %d", e.ID, len(body), len(whole))
		}
		delete(want, e.ID)
	}
	for id := range want {
		t.Errorf("document %q is not there", id)
	}
	for _, d := range b.deadLetters(t, operate.DeadFilter{}) {
		t.Errorf("dead letter: %s %s", d.Reason, d.Error)
	}
}

// A text of 634 KB has a clean document of 1.5 MB, and a server of whom nobody asked
// otherwise takes 1 MB.
func TestLongArticlesPassThroughAStockServer(t *testing.T) {
	b := newStockBench(t)
	raws := []document.Raw{
		{ID: "long", Content: []byte(prose(634_000, 0))},
		{ID: "small", Content: []byte("Small.")},
		{ID: "long-and-much-around-it", Content: []byte(prose(600_000, 30_000))},
		{ID: "nothing-but-what-is-around", Content: []byte(prose(0, 90_000))},
	}
	b.Publish(t, raws...)
	b.workHere(t, WorkOptions{})
	b.wantWhole(t, raws...)
}

// limitClean makes the clean stream take messages of so many bytes.
func (b *bench) limitClean(t *testing.T, size int32) {
	t.Helper()
	clean, err := b.JS.Stream(t.Context(), b.Topology.CleanStream)
	if err != nil {
		t.Fatal(err)
	}
	config := clean.CachedInfo().Config
	config.MaxMsgSize = size
	if _, err := b.JS.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
}

// Parts stand right before their document, and count for the bounds of a batch.
func TestPartsStandBeforeTheirDocument(t *testing.T) {
	b := newBench(t)
	b.limitClean(t, 32<<10)
	var raws []document.Raw
	for i := range 60 {
		raws = append(raws, document.Raw{ID: fmt.Sprint("d", i), Content: []byte(prose(500*(i%40), 40*i))})
	}
	b.Publish(t, raws...)
	b.workHere(t, WorkOptions{})
	b.wantWhole(t, raws...)
	clean, err := b.JS.Stream(t.Context(), b.Topology.CleanStream)
	if err != nil {
		t.Fatal(err)
	}
	parts, before, most := 0, []uint64(nil), 0
	for at := uint64(1); ; at++ {
		msg, err := clean.GetMsg(t.Context(), at, jetstream.WithGetMsgSubject(">"))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		at = msg.Sequence
		switch {
		case strings.HasPrefix(msg.Subject, b.Topology.StatePrefix+".part-"):
			before = append(before, at)
		case strings.HasPrefix(msg.Subject, b.Topology.CleanPrefix):
			_, n, err := record.ParseClean(msg.Header, msg.Data)
			if err != nil {
				t.Fatal(err)
			}
			if n != len(before) || n > 0 && before[n-1] != at-1 {
				t.Errorf("the document at %d says %d parts, and %d are before it", msg.Sequence, n, len(before))
			}
			parts, before, most = parts+n, nil, max(most, n)
		}
	}
	if parts < 100 || most < 4 {
		t.Errorf("%d parts, %d of one document: the test tests little", parts, most)
	}
}

// A limit of the clean stream may take the parts of a document before it takes the
// document: the others of its site are listed all the same.
func TestADocumentWithoutItsPartsIsPassedOver(t *testing.T) {
	b := newBench(t)
	b.limitClean(t, 32<<10)
	var raws []document.Raw
	for i := range 2 {
		raws = append(raws, document.Raw{ID: fmt.Sprint("d", i), Content: []byte(prose(20_000, 2000))})
	}
	b.Publish(t, raws...)
	b.workHere(t, WorkOptions{})
	clean, err := b.JS.Stream(t.Context(), b.Topology.CleanStream)
	if err != nil {
		t.Fatal(err)
	}
	for _, msg := range b.Stored(t, b.Topology.CleanStream) {
		if strings.HasPrefix(msg.Subject, b.Topology.CleanPrefix+".") {
			if msg.Header.Get(record.HeaderParts) == "" {
				t.Fatal("no parts: the test tests nothing")
			}
			if err := clean.Purge(t.Context(), jetstream.WithPurgeSequence(msg.Sequence)); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	b.wantWhole(t, raws[1])
}

// A story can be told of documents in every form.
func TestStoriesAreToldOfEveryForm(t *testing.T) {
	b := newBench(t)
	b.limitClean(t, 32<<10)
	var raws []document.Raw
	for i, others := range []int{0, 0, 500} {
		text := prose(2000, others)
		if i > 0 {
			text = prose(20_000, others)
		}
		raws = append(raws, document.Raw{ID: fmt.Sprint("d", i), URL: "https://courier.example/" + fmt.Sprint(i), Content: []byte(text)})
	}
	b.Publish(t, raws...)
	b.workHere(t, WorkOptions{Compress: record.CompressAll, Lean: true})
	if err := stories.Run(t.Context(), b.JS, b.Topology, stories.Options{Once: true, Log: streamtest.Log(t)}); err != nil {
		t.Fatal(err)
	}
	told := make(map[string]string) // cluster of each document
	for _, msg := range b.Stored(t, b.Topology.StoryStream) {
		var s record.Story
		if strings.HasPrefix(msg.Subject, b.Topology.StoryPrefix+".") {
			if err := json.Unmarshal(msg.Data, &s); err != nil {
				t.Fatal(err)
			}
			told[s.ID] = s.Duplicates.Cluster
		}
	}
	if len(told) != 3 || told["d1"] == "" || told["d1"] != told["d2"] {
		t.Errorf("told is %v, want d1 and d2 in one story", told)
	}
}

func TestCompressedDocumentsSayThatTheyAre(t *testing.T) {
	b := newBench(t)
	raws := []document.Raw{{ID: "a", Content: []byte(prose(9000, 3))}, {ID: "b", Content: []byte(prose(20_000, 3))}}
	b.Publish(t, raws...)
	b.workHere(t, WorkOptions{Compress: record.CompressAll})
	b.wantWhole(t, raws...)
	schema := compiled(t, record.CleanHeadersJSONSchema)
	for _, msg := range b.Stored(t, b.Topology.CleanStream) {
		if !strings.HasPrefix(msg.Subject, b.Topology.CleanPrefix) {
			continue
		}
		if got := msg.Header.Get("Content-Encoding"); got != "zstd" || len(msg.Data) > 4000 {
			t.Errorf("Content-Encoding %q, %d bytes", got, len(msg.Data))
		}
		line, err := json.Marshal(msg.Header)
		if err != nil {
			t.Fatal(err)
		}
		if err := validates(schema, line); err != nil {
			t.Error(err)
		}
	}
}

func TestCompressedRawDocumentsAreCleaned(t *testing.T) {
	b := newBench(t)
	raw := document.Raw{ID: "a", Content: []byte(prose(9000, 3))}
	envelope, err := record.Wrap(raw).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	pack := map[string]func([]byte) []byte{
		"zstd": func(body []byte) []byte {
			w, err := zstd.NewWriter(nil)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			return w.EncodeAll(body, nil)
		},
		"gzip": func(body []byte) []byte {
			var out bytes.Buffer
			w := gzip.NewWriter(&out)
			if _, err := w.Write(body); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			return out.Bytes()
		},
	}
	bomb := pack["gzip"](make([]byte, record.MaxUnpacked+1))
	for _, m := range []struct {
		encoding, contentType string
		body                  []byte
	}{
		{"zstd", "application/json", pack["zstd"](envelope)}, {"gzip", "text/plain", pack["gzip"](raw.Content)},
		{"gzip", "text/plain", bomb}, {"br", "text/plain", []byte("x")}, {"zstd", "text/plain", []byte("plain")},
	} {
		msg := &nats.Msg{Subject: "winnow.raw.example-org", Data: m.body, Header: nats.Header{
			"Content-Encoding": {m.encoding}, "Content-Type": {m.contentType}, "Winnow-Id": {"a"},
		}}
		if _, err := b.JS.PublishMsg(t.Context(), msg); err != nil {
			t.Fatal(err)
		}
	}
	b.workHere(t, WorkOptions{})
	want := streamtest.Direct(t, raw)
	if diff := streamtest.WrongCounts(map[string]int{want: 2}, b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean documents (-want +got):\n%s", diff)
	}
	var reasons []string
	for _, d := range b.deadLetters(t, operate.DeadFilter{}) {
		reasons = append(reasons, d.Reason)
		if d.Reason == record.ReasonTooLarge && (!bytes.Equal(d.Body, bomb) || record.Header(d.Header, "Content-Encoding") != "gzip") {
			t.Errorf("the bomb's letter is not as it came: %d bytes, %v", len(d.Body), d.Header)
		}
	}
	slices.Sort(reasons)
	if diff := cmp.Diff([]string{record.ReasonEncoding, record.ReasonEncoding, record.ReasonTooLarge}, reasons); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
}
