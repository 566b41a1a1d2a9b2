package review

import (
	"net/http"
	"net/url"
	"strconv"
)

// none is the stretch of a document where none is chosen.
const none = -1

// The ways in which a document is shown.
const (
	viewInline = "inline"
	viewBeside = "beside"
	viewKept   = "kept"
)

// mostFind is how much is looked for in a document, in bytes: a page that looks for more
// takes long to make.
const mostFind = 400

// docAddress is what the address of a document's page says.
type docAddress struct {
	Key   string
	View  string // empty: inline
	Frame bool   // its own page stands beside it
	Kind  string // only stretches of that kind are shown; empty: all
	At    int    // the stretch that is chosen
	Find  string // text that was looked for
	Queue string // the filter of the queue that it was opened from
	Index int    // its place in there
	Part  int    // of a long document, from 0; where a stretch is chosen, its part is shown
}

func readDocAddress(r *http.Request) docAddress {
	q := r.URL.Query()
	a := docAddress{Key: r.PathValue("key"), Frame: q.Get("page") == "1", Kind: q.Get("kind"), At: none, Find: cutText(q.Get("find"), mostFind), Queue: q.Get("q")}
	if view := q.Get("view"); view == viewBeside || view == viewKept {
		a.View = view
	}
	if at, err := strconv.Atoi(q.Get("at")); err == nil && at >= 0 {
		a.At = at
	}
	if i, err := strconv.Atoi(q.Get("i")); err == nil && i >= 0 {
		a.Index = i
	}
	if part, err := strconv.Atoi(q.Get("part")); err == nil && part > 0 {
		a.Part = part
	}
	return a
}

// String returns the address.
func (a docAddress) String() string {
	q := make(url.Values)
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("view", a.View)
	set("kind", a.Kind)
	set("find", a.Find)
	set("q", a.Queue)
	if a.Frame {
		q.Set("page", "1")
	}
	if a.Index > 0 {
		q.Set("i", strconv.Itoa(a.Index))
	}
	if a.Part > 0 && a.At == none {
		q.Set("part", strconv.Itoa(a.Part))
	}
	address := a.path()
	if a.At != none {
		q.Set("at", strconv.Itoa(a.At))
	}
	if len(q) > 0 {
		address += "?" + q.Encode()
	}
	if a.At != none {
		address += "#p" + strconv.Itoa(a.At)
	}
	return address
}

func (a docAddress) path() string { return "/d/" + url.PathEscape(a.Key) }

// stretches returns what comes before the number of a stretch in its address, relative
// to the page.
func (a docAddress) stretches() string {
	a.At = none
	address := a.String()[len(a.path()):]
	if address == "" {
		return "?at="
	}
	return address + "&at="
}

// WithView returns the address of another way to show it.
func (a docAddress) WithView(view string) string {
	a.View = view
	if view == viewInline {
		a.View = ""
	}
	return a.String()
}

// WithKind returns the address that shows one kind, or all where it is empty.
func (a docAddress) WithKind(kind string) string {
	a.Kind, a.At, a.Part = kind, none, 0
	return a.String()
}

// WithFrame returns the address with its own page beside it, or without.
func (a docAddress) WithFrame(frame bool) string {
	a.Frame = frame
	return a.String()
}

// WithPart returns the address of another part of a long document.
func (a docAddress) WithPart(part int) string {
	a.Part, a.At = part, none
	return a.String()
}

// MarkAddress returns where a mark is sent, UndoAddress where it is taken back. Both lead
// back to the same view.
func (a docAddress) MarkAddress() string { return a.act("mark") }

// UndoAddress is the other of the two.
func (a docAddress) UndoAddress() string { return a.act("undo") }

func (a docAddress) act(what string) string {
	a.At = none
	return a.path() + "/" + what + a.String()[len(a.path()):]
}

// QueueAddress returns the address of the queue that it was opened from.
func (a docAddress) QueueAddress() string {
	if page := a.Index/queuePage + 1; page > 1 {
		values, _ := url.ParseQuery(a.Queue) // what can't be read is left out
		return "/?" + with(values, "page", strconv.Itoa(page)).Encode()
	}
	if a.Queue == "" {
		return "/"
	}
	return "/?" + a.Queue
}
