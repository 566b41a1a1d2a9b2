package stream

import (
	"cmp"
	"log/slog"
	"strings"
	"time"

	"github.com/winnow-news/winnow/pipeline/record"
)

// mostDeadLines is how many lines a second the log has of dead letters. A site
// that sends pictures for pages makes thousands.
const mostDeadLines = 5

// deadLog tells the log of dead letters: a line each, up to so many a second,
// and then how many more there were.
type deadLog struct {
	log   *slog.Logger
	since time.Time // when the second began
	lines int       // in this second
	more  int       // letters without a line
}

// tell tells of the failures among outcomes that were stored.
func (d *deadLog) tell(now time.Time, stored []outcome) {
	if now.Sub(d.since) >= time.Second {
		d.end()
		d.since, d.lines = now, 0
	}
	for i := range stored {
		f := stored[i].Failure
		switch {
		case f == nil:
		case d.lines == mostDeadLines:
			d.more++
		default:
			d.lines++
			at := stored[i].Item.Origin
			id := cmp.Or(stored[i].Item.Raw.ID, record.Header(at.msg.Headers(), record.HeaderID)) // of a body that was not read
			d.log.Warn("dead letter", "id", logged(id), "reason", f.Reason, "stage", string(f.Stage), "error", logged(f.Err.Error()),
				"subject", at.msg.Subject(), "sequence", at.sequence)
		}
	}
}

// mostLogged is the bytes of a value in the log: an id may have as many as a message,
// and so may an error that repeats what a document says of itself. The letter has more.
const mostLogged = 500

// logged returns a text as the log has it.
func logged(text string) string {
	if len(text) <= mostLogged {
		return text
	}
	return strings.ToValidUTF8(text[:mostLogged], "") + "…"
}

// end tells how many letters had no line.
func (d *deadLog) end() {
	if d.more > 0 {
		d.log.Warn("more dead letters: winnow dlq ls lists them", "letters", d.more)
	}
	d.more = 0
}
