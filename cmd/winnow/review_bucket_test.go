package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cmd/winnow/review"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// reviewedServer is a server with the accounts of a deployment, and documents of one site
// that a worker has cleaned.
type reviewedServer struct {
	url      string
	operator jetstream.JetStream
	topology broker.Topology
}

func newReviewedServer(t *testing.T, documents int) *reviewedServer {
	t.Helper()
	s := streamtest.Accounts(t)
	operator, err := broker.JetStream(streamtest.As(t, s, "operator"))
	if err != nil {
		t.Fatal(err)
	}
	names := reviewNames{ReviewStream: "WINNOW_REVIEWS", ReviewPrefix: "winnow.review"}
	r := &reviewedServer{url: s.ClientURL(), operator: operator, topology: names.with(broker.DefaultTopology())}
	if err := r.topology.Apply(t.Context(), operator); err != nil {
		t.Fatal(err)
	}
	if err := r.topology.ApplyRules(t.Context(), operator); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(leaked(documents)) {
		raw, err := record.ParseEnvelope([]byte(line))
		if err != nil {
			t.Fatal(err)
		}
		if err := operate.Feed(t.Context(), operator, r.topology, cleaners.Site(raw.URL), raw); err != nil {
			t.Fatal(err)
		}
	}
	r.work(t)
	return r
}

// work cleans what is there.
func (r *reviewedServer) work(t *testing.T) {
	t.Helper()
	t.Setenv("WINNOW_PASSWORD", "worker-secret")
	var said strings.Builder
	if code := run([]string{"run", "--once", "--http", "none", "--nats", r.url, "--user", "worker", "--inbox-prefix", "_INBOX_worker"}, console{out: &said, err: &said}); code != 0 {
		t.Fatalf("exit code %d\n%s", code, &said)
	}
}

// room opens winnow review as the reviewer of the deployment.
func (r *reviewedServer) room(t *testing.T) *reviewRoom {
	t.Helper()
	t.Setenv("WINNOW_PASSWORD", "reviewer-secret")
	var command cli
	parser, _, err := newParser(&command, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"review", "--nats", r.url, "--user", "reviewer", "--inbox-prefix", "_INBOX_reviewer"}); err != nil {
		t.Fatal(err)
	}
	return openedRoom(t, &command.Review.Show)
}

// TestTheReviewerDoesAllOnAServer takes every step of the pages with the permissions that
// a deployment gives: correct, draft, try, roll out, and teach memory.
func TestTheReviewerDoesAllOnAServer(t *testing.T) {
	const documents = 4
	r := newReviewedServer(t, documents)
	room := r.room(t)
	draft := draftedRule(t, room, documents)
	said, err := room.pages.Rules.RollOut(t.Context(), draft, "ada", "it leaks")
	if err != nil || !strings.Contains(said, " is in force: no worker is alive") {
		t.Fatalf("%q, %v", said, err)
	}
	if files, err := room.pages.Rules.Files(t.Context()); err != nil || len(files) != 1 || files[0].By != "ada" || files[0].Note != "it leaks" {
		t.Errorf("listed: %+v, %v", files, err)
	}
	secondIsToldOnServer(t, room)

	site := cleaners.Site("https://www.courier.example/")
	h := pagesOf(t, room)
	get := func(path string) (int, string) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+path, nil))
		return w.Code, w.Body.String()
	}
	for _, path := range []string{"/", "/sites", "/sites/" + site, "/corrections", "/rules", "/d/" + catalog.KeyOf("leak-2")} {
		if code, body := get(path); code != 200 {
			t.Errorf("%s: status %d: %s", path, code, body)
		}
	}
	if _, body := get("/sites"); strings.Contains(body, "Left their own range") {
		t.Error("an alarm is shown, and none was raised")
	}
}

// secondIsToldOnServer rolls out two drafts of one file.
func secondIsToldOnServer(t *testing.T, room *reviewRoom) {
	t.Helper()
	desk := room.pages.Rules
	mine, err := desk.File(t.Context(), "courier.example.rules")
	if err != nil {
		t.Fatal(err)
	}
	theirs := mine
	theirs.Text += "remove share: line equals \"Follow us\"\n"
	mine.Text += "remove promo: line equals \"Join us\"\n"
	if said, err := desk.RollOut(t.Context(), theirs, "bo", "theirs"); err != nil || !strings.Contains(said, " is in force: ") {
		t.Fatalf("%q, %v", said, err)
	}
	if said, err := desk.RollOut(t.Context(), mine, "ada", "mine"); err == nil || !strings.Contains(err.Error(), "somebody has changed") {
		t.Errorf("%q, %v", said, err)
	}
	if now, err := desk.File(t.Context(), mine.Name); err != nil || now.Text != theirs.Text {
		t.Errorf("in force: %+v, %v", now, err)
	}
}

// TestMemoryIsTaughtOnAServer pins, unpins and forgets a paragraph that a site repeats,
// and cleans its documents again.
func TestMemoryIsTaughtOnAServer(t *testing.T) {
	const documents = 9
	r := newReviewedServer(t, 0)
	site := cleaners.Site("https://www.courier.example/")
	for i := range documents {
		raw := document.Raw{ID: fmt.Sprint("often-", i), URL: fmt.Sprintf("https://www.courier.example/often/%d", i), Content: fmt.Appendf(nil,
			"Bridge number %d closes\n\nThe council closed bridge number %d on Monday after inspectors found cracks in its bearings during a check that took all day.\n\nReaders of the Courier support the work of its reporters with a small sum each month.\n", i, i)}
		if err := operate.Feed(t.Context(), r.operator, r.topology, site, raw); err != nil {
			t.Fatal(err)
		}
	}
	r.work(t)
	room := r.room(t)
	memory := room.pages.Memory
	find := func() *review.Learned {
		t.Helper()
		all, err := memory.Learned(t.Context(), site)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range all {
			if strings.HasPrefix(l.Text, "Readers of the Courier") {
				return &l
			}
		}
		return nil
	}
	learned := find()
	if learned == nil || learned.Documents < documents-1 || len(learned.SeenIn) == 0 {
		t.Fatalf("learned: %+v", learned)
	}
	for _, step := range []struct {
		what review.Teaching
		pin  string
	}{{review.TeachNever, "never"}, {review.TeachAlways, "always"}, {review.TeachUnpin, ""}} {
		if said, err := memory.Teach(t.Context(), site, learned.Print, step.what); err != nil {
			t.Fatalf("%s: %q, %v", step.what, said, err)
		}
		if now := find(); now == nil || now.Pin != step.pin {
			t.Errorf("after %s: %+v", step.what, now)
		}
	}
	if said, err := memory.Teach(t.Context(), site, learned.Print, review.TeachReEmit); err != nil || !strings.HasPrefix(said, fmt.Sprint(documents, " documents")) {
		t.Errorf("%q, %v", said, err)
	}
	r.work(t)
	t.Setenv("WINNOW_PASSWORD", "reviewer-secret")
	for {
		doc, err := room.documents.Document(t.Context(), catalog.KeyOf("often-3"))
		if err != nil {
			t.Fatal(err)
		}
		if doc.Emission > 0 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if said, err := memory.Teach(t.Context(), site, learned.Print, review.TeachForget); err != nil {
		t.Errorf("%q, %v", said, err)
	}
	if now := find(); now != nil {
		t.Errorf("after it was forgotten: %+v", now)
	}
	if _, err := memory.Teach(t.Context(), site, "no print", review.TeachForget); err == nil {
		t.Error("no fingerprint was forgotten")
	}
}

// TestAlarmsAreShown raises an event, and wants it on the pages of sites.
func TestAlarmsAreShown(t *testing.T) {
	r := newReviewedServer(t, 2)
	site := cleaners.Site("https://www.courier.example/")
	raise := func(since string, measures ...record.DriftMeasure) {
		t.Helper()
		event := record.Drift{Schema: record.DriftSchema, Site: site, Since: since, Measures: measures,
			Before: []record.DriftDocument{{ID: "leak-0", Title: "Harbour bridge closes"}, {ID: "gone", Title: "Long gone"}},
			After:  []record.DriftDocument{{ID: "leak-1", Title: "Harbour bridge opens"}, {ID: "lost"}},
		}
		line, err := json.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.operator.Publish(t.Context(), r.topology.DriftPrefix+"."+site, line); err != nil {
			t.Fatal(err)
		}
	}
	room := r.room(t)
	if all, err := room.pages.Drift.Alarms(t.Context(), ""); err != nil || len(all) > 0 {
		t.Fatalf("before any: %+v, %v", all, err)
	}
	raise("2026-03-01T08:00:00Z", record.DriftMeasure{Measure: "removed", Was: .2, Is: .64, Low: .18, High: .31})
	raise("2026-03-20T08:00:00Z", record.DriftMeasure{Measure: "byline", Was: 1, Is: 0, Low: 1, High: 1}, record.DriftMeasure{Measure: "related", Was: .1, Is: .4, Low: .08, High: .12})
	all, err := room.pages.Drift.Alarms(t.Context(), site)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	first := all[0]
	if first.Figure != "Share with a byline" || first.Usual != "100%" || first.Now != "0%" || first.Over || len(first.Also) != 1 || first.Since.Format(time.DateOnly) != "2026-03-20" {
		t.Errorf("the latest: %+v", first)
	}
	if all[1].Figure != "Share removed" || all[1].Usual != "18% to 31%" || !all[1].Over {
		t.Errorf("the one before: %+v", all[1])
	}
	if len(first.Before) != 2 || len(first.After) != 2 || first.Before[0].Key != catalog.KeyOf("leak-0") || first.Before[1].Key != "" || first.After[0].Key != catalog.KeyOf("leak-1") {
		t.Errorf("documents: %+v, %+v", first.Before, first.After)
	}
	h := pagesOf(t, room)
	for _, path := range []string{"/sites", "/sites/" + site} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+path, nil))
		for _, says := range []string{"Share with a byline", "usually 100%", "Share removed as related: 40%, usually 8% to 12%", "/d/" + catalog.KeyOf("leak-0"), "/d/" + catalog.KeyOf("leak-1"), "Long gone", "lost"} {
			if !strings.Contains(w.Body.String(), says) {
				t.Errorf("%s does not say %q", path, says)
			}
		}
	}
	if all, err := room.pages.Drift.Alarms(t.Context(), "another-example"); err != nil || len(all) > 0 {
		t.Errorf("of another site: %+v, %v", all, err)
	}
	if err := r.operator.DeleteStream(t.Context(), r.topology.DriftStream); err != nil {
		t.Fatal(err)
	}
	if all, err := room.pages.Drift.Alarms(t.Context(), ""); err != nil || len(all) > 0 {
		t.Errorf("without the stream: %+v, %v", all, err)
	}
}
