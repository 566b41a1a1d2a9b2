package stream

import (
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/winnow-news/winnow/cleaners/document"
)

// unreadEvery is how many documents with a broken time have one line in the log: a
// scraper that writes it wrong does so in every document.
const unreadEvery = 1000

// unreadTimes tells the log of documents whose fetched_at is no time. They are cleaned
// all the same: an article is not lost for a field beside it.
type unreadTimes struct {
	log   *slog.Logger
	count atomic.Uint64
}

// look tells of a document whose time was left out: of the first, and of each
// thousandth from then on.
func (u *unreadTimes) look(raw document.Raw, clean *document.Clean, subject string) {
	if raw.FetchedAt == "" || clean.FetchedAt != "" {
		return
	}
	if n := u.count.Add(1); n%unreadEvery == 1 {
		u.log.Warn("fetched_at is no time and was left out: want RFC 3339",
			"fetched_at", fmt.Sprintf("%.80s", raw.FetchedAt), "id", logged(raw.ID), "subject", subject, "documents", n)
	}
}
