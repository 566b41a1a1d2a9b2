package stream

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
)

// subjectOnly is a message of which nothing but the subject and the id is asked.
type subjectOnly struct{ jetstream.Msg }

func (subjectOnly) Subject() string { return "winnow.raw.a-example" }

func (subjectOnly) Headers() nats.Header { return nats.Header{"Winnow-Id": {"by-its-header"}} }

func TestABodyThatWasNotReadIsNamedByItsHeader(t *testing.T) {
	var said bytes.Buffer
	d := &deadLog{log: slog.New(slog.NewTextHandler(&said, nil))}
	d.tell(time.Now(), []outcome{{
		Item:    pipeline.Item[*delivery]{Origin: &delivery{msg: subjectOnly{}}},
		Failure: &pipeline.Failure{Stage: pipeline.StageEnvelope, Reason: "content-encoding", Err: errors.New("no gzip")},
	}})
	if !strings.Contains(said.String(), "id=by-its-header") {
		t.Error(said.String())
	}
}

func TestDeadLettersHaveALineUpToSoManyASecond(t *testing.T) {
	var said bytes.Buffer
	d := &deadLog{log: slog.New(slog.NewTextHandler(&said, nil))}
	letters := func(n int) (all []outcome) {
		for i := range n {
			o := outcome{Item: pipeline.Item[*delivery]{Raw: document.Raw{ID: fmt.Sprintf("d%d", i)}, Origin: &delivery{msg: subjectOnly{}, sequence: uint64(i)}}}
			if i%2 == 0 {
				o.Failure = &pipeline.Failure{Stage: pipeline.StageClean, Reason: "binary", Err: errors.New("a picture")}
			}
			all = append(all, o)
		}
		return all
	}
	begun := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	d.tell(begun, letters(100))
	d.tell(begun.Add(time.Millisecond), letters(4))
	if got := strings.Count(said.String(), "msg=\"dead letter\""); got != mostDeadLines {
		t.Errorf("%d lines, want %d:\n%s", got, mostDeadLines, said.String())
	}
	if !strings.Contains(said.String(), `id=d2 reason=binary stage=clean error="a picture" subject=winnow.raw.a-example sequence=2`) {
		t.Errorf("a line says too little:\n%s", said.String())
	}
	said.Reset()
	d.tell(begun.Add(2*time.Second), letters(1))
	if got := said.String(); !strings.Contains(got, "letters=47") || strings.Count(got, "msg=\"dead letter\"") != 1 {
		t.Errorf("a second later:\n%s", got)
	}
	said.Reset()
	d.tell(begun.Add(3*time.Second), letters(40))
	d.end()
	if !strings.Contains(said.String(), "letters=15") {
		t.Errorf("in the end:\n%s", said.String())
	}
}

// TestALineOfADeadLetterIsShort has a letter whose id and error are as long as a
// message may be.
func TestALineOfADeadLetterIsShort(t *testing.T) {
	var said bytes.Buffer
	d := &deadLog{log: slog.New(slog.NewTextHandler(&said, nil))}
	long := strings.Repeat("ü", 500_000)
	o := outcome{Item: pipeline.Item[*delivery]{Raw: document.Raw{ID: long}, Origin: &delivery{msg: subjectOnly{}}}}
	o.Failure = &pipeline.Failure{Stage: pipeline.StageEnvelope, Reason: "unknown-schema", Err: errors.New(long)}
	d.tell(time.Now(), []outcome{o})
	if n := said.Len(); n > 3*mostLogged || !strings.Contains(said.String(), "reason=unknown-schema") {
		t.Errorf("a line of %d bytes", n)
	}
}
