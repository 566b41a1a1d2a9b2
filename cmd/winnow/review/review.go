// Package review is the pages of `winnow review`: the documents worth a look, each with
// what was removed and why, what people say of it, site rules, and the sites.
//
// Pages are made by the server, of html/template, and work without a script; the script
// adds the keyboard. Every text of a document is hostile: it is escaped, its control
// characters are shown, and its own HTML is shown in a frame that can run nothing and
// load nothing.
//
//   - contracts.go: what the pages need of others
//   - access.go, login.go, server.go: who may come in, and how
//   - handler.go, view.go: the paths, and how a page is made
//   - queue.go, document.go, rows.go, frame.go, correct.go, correctionlist.go, draft.go,
//     sites.go: the pages
//   - places.go: where in a text that has changed a correction is
//   - address.go: what the address of a document's page says
//   - said.go: the corrections that hold
//   - visible.go, highlight.go, words.go, order.go, plot.go: how texts, figures and days
//     are shown
package review

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// Options are what the pages show, and to whom. What is nil is left out of them.
type Options struct {
	Catalog     catalog.Catalog
	Corrections corrections.Store
	Exports     Exports
	Rules       Rules
	Memory      Memory
	Stories     Stories
	Drift       Drift

	// Reported is told how many corrections of a document hold, after each that is made
	// or taken back.
	Reported func(document string, corrections int)

	// Away reports that the server behind the pages can't be reached just now. They show
	// what they know meanwhile. Nil: there is none.
	Away func() bool

	RuleDoc func(rule string) string // what a rule goes by, in one line; empty where that is not known
	By      string                   // who corrects; empty: whoever signs in says so
	Access  Access
	Now     func() time.Time // time.Now where nil
	Log     *slog.Logger
}

func (o Options) withDefaults() (Options, error) {
	if o.Catalog == nil || o.Corrections == nil {
		return o, fmt.Errorf("review: a catalog and a store of corrections are needed")
	}
	if o.Reported == nil {
		o.Reported = func(string, int) {}
	}
	if o.Away == nil {
		o.Away = func() bool { return false }
	}
	if o.RuleDoc == nil {
		o.RuleDoc = func(string) string { return "" }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o, nil
}
