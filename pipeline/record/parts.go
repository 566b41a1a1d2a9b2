package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// A document whose lists do not fit into its own message has them in parts: each
// is an object with some items of some lists, and all together, in order, are the
// lists. They stand right before the document, in the batch that stores it.

// PartSchema is the form of a part.
const PartSchema = "winnow.part.v1"

// partOverhead is more than the bytes of a part beside its items and its document's id.
const partOverhead = 512

// item is one entry of a list, as JSON.
type item struct {
	list string
	json []byte
}

// items returns all entries of a document's lists, each lean.
func (c *Clean) items() (all []item, err error) {
	l := jsonLine{lean: newLean(c.Text)}
	cut := func(list string, write func()) {
		began := len(l.out)
		write()
		all = append(all, item{list, l.out[began:len(l.out):len(l.out)]})
	}
	for i := range c.Paragraphs {
		cut("paragraphs", func() { l.paragraph(&c.Paragraphs[i]) })
	}
	l.lean.rewind()
	for i := range c.Entries {
		cut("entries", func() { l.entry(&c.Entries[i]) })
	}
	for i := range c.Removed {
		cut("removed", func() { l.removal(&c.Removed[i]) })
	}
	for i := range c.Marked {
		cut("marked", func() { l.removal(&c.Marked[i]) })
	}
	for i := range c.Lifted {
		cut("lifted", func() { l.lift(&c.Lifted[i]) })
	}
	if c.Extras == nil || l.err != nil {
		return all, l.err
	}
	extras, err := marshal(c.Extras)
	if err != nil {
		return nil, err
	}
	var lists map[string][]json.RawMessage
	if err := json.Unmarshal(extras, &lists); err != nil {
		return nil, err
	}
	for _, list := range slices.Sorted(maps.Keys(lists)) {
		if len(lists[list]) == 0 { // it was asked for, and is there
			all = append(all, item{list: list})
		}
		for _, one := range lists[list] {
			all = append(all, item{list, one})
		}
	}
	return all, nil
}

// inParts returns the document, whose id is so in JSON, with its lists in parts. A part
// of one item may be larger than the form allows.
func (f Form) inParts(c *Clean, id []byte) (Written, error) {
	all, err := c.items()
	if err != nil {
		return Written{}, err
	}
	var groups [][]item
	room := 0
	for _, one := range all {
		need := len(one.json) + len(one.list) + len(`,"":[],`)
		if room < need || len(groups) == 0 {
			groups = append(groups, nil)
			room = f.Largest - partOverhead - len(id)
		}
		room -= need
		groups[len(groups)-1] = append(groups[len(groups)-1], one)
	}
	if len(groups) == 0 { // nothing but text
		groups = [][]item{nil}
	}
	w := Written{Parts: make([][]byte, len(groups))}
	for i, group := range groups {
		w.Parts[i] = part(id, i+1, len(groups), group)
	}
	if w.Body, err = c.line(true, len(groups)); err != nil {
		return Written{}, err
	}
	return f.pack(w), nil
}

// part returns the n-th of so many parts.
func part(id []byte, n, of int, items []item) []byte {
	size := partOverhead + len(id)
	for _, one := range items {
		size += len(one.json) + 1
	}
	out := append(make([]byte, 0, size), `{"schema":"`+PartSchema+`","id":`...)
	out = append(out, id...)
	out = append(out, `,"part":`+strconv.Itoa(n)+`,"of":`+strconv.Itoa(of)...)
	for i, one := range items {
		switch {
		case i == 0:
			out = append(out, `,"`+one.list+`":[`...)
		case one.list != items[i-1].list:
			out = append(out, `],"`+one.list+`":[`...)
		default:
			out = append(out, ',')
		}
		out = append(out, one.json...)
	}
	if len(items) > 0 {
		out = append(out, ']')
	}
	return append(out, '}')
}

// errNoPart says that a message is no part of the document.
var errNoPart = errors.New("no part of the document")

// Join adds what a part has to the document's lists. Parts come in their order.
func (c *Clean) Join(header map[string][]string, body []byte) error {
	body, err := Unpack(header, body)
	if err != nil {
		return err
	}
	var p struct {
		Schema string `json:"schema"`
		Clean         // its lists; the id is the document's
	}
	if err := json.Unmarshal(body, &p); err != nil {
		return fmt.Errorf("part of document %s: %w", c.ID, err)
	}
	if p.Schema != PartSchema || p.ID != c.ID {
		return fmt.Errorf("a %q of document %q where a part of %q should be: %w", p.Schema, p.ID, c.ID, errNoPart)
	}
	if err := fillTexts(c.Text, body, p.Paragraphs, p.Entries); err != nil {
		return fmt.Errorf("part of document %s: %w", c.ID, err)
	}
	c.Paragraphs = append(c.Paragraphs, p.Paragraphs...)
	c.Entries = append(c.Entries, p.Entries...)
	c.Removed = append(c.Removed, p.Removed...)
	c.Marked = append(c.Marked, p.Marked...)
	c.Lifted = append(c.Lifted, p.Lifted...)
	if p.Extras != nil {
		c.Extras = merged(c.Extras, p.Extras)
	}
	return nil
}

// merged returns the lists of both, which may be nil.
func merged(a, b *Extras) *Extras {
	if a == nil {
		return b
	}
	a.Images = with(a.Images, b.Images)
	a.Related = with(a.Related, b.Related)
	a.Embeds = with(a.Embeds, b.Embeds)
	a.Links = with(a.Links, b.Links)
	a.Authors = with(a.Authors, b.Authors)
	return a
}

// with appends; a list that is there stays there when it is empty.
func with[T any](a, b []T) []T {
	if a == nil {
		return b
	}
	return append(a, b...)
}
