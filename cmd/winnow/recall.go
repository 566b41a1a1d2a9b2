package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

type recallCmd struct {
	brokerFlags
	Site   string   `arg:"" optional:"" help:"The site, as in its subjects: courier-example."`
	All    bool     `env:"-" help:"List everything that stood in more than one document, not only what is taken for the site's furniture."`
	Forget []string `env:"-" help:"Forget what is known of a paragraph; it is learned again if new documents go on to have it." placeholder:"FINGERPRINT"`
	Pin    []string `env:"-" help:"Say for good that a paragraph is furniture (always), is not (never), or take that back (unpinned)." placeholder:"FINGERPRINT=always|never|unpinned"`
	Load   string   `env:"-" type:"path" help:"Take in what a backfill learned, of SITE or of all sites: the file of its --memory. What is remembered already stays." placeholder:"FILE"`
	ReEmit []string `env:"-" name:"re-emit" help:"Send the documents that have a paragraph round again, to be cleaned with what is remembered now." placeholder:"FINGERPRINT"`
}

// Run changes what it is told to, or else lists what is remembered.
func (c *recallCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	switch {
	case c.Load != "" && c.All || c.Load != "" && len(c.Forget)+len(c.Pin)+len(c.ReEmit) > 0:
		return usagef("--load goes alone: look at what came of it before more is changed")
	case c.Load != "":
		return c.load(ctx, at, log)
	case c.Site == "":
		return usagef("name the site, as in its subjects: courier-example")
	}
	change, err := c.changes()
	if err != nil {
		return err
	}
	again, err := prints(c.ReEmit)
	if err != nil {
		return err
	}
	b, err := c.ask(log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	topology := c.topology()
	if len(c.Forget)+len(c.Pin)+len(again) == 0 {
		return c.list(ctx, b, topology, at.out)
	}
	changed, err := operate.Teach(ctx, b.js, topology, c.Site, change)
	if err != nil || len(again) == 0 {
		return err
	}
	return c.emitAgain(ctx, b, topology, again, changed, at.out)
}

// changes reads --forget and --pin.
func (c *recallCmd) changes() (func(*memory.Delta), error) {
	forget, err := prints(c.Forget)
	if err != nil {
		return nil, err
	}
	pins := make(map[uint64]memory.Pin)
	for _, flag := range c.Pin {
		print, how, _ := strings.Cut(flag, "=")
		of, err := prints([]string{print})
		if err != nil {
			return nil, err
		}
		if pins[of[0]], err = memory.ParsePin(how); err != nil {
			return nil, usagef("--pin %s: %w", flag, err)
		}
	}
	return func(d *memory.Delta) {
		for _, print := range forget {
			d.Forget(c.Site, print)
		}
		for print, pin := range pins {
			d.Pin(c.Site, print, pin)
		}
	}, nil
}

// prints reads fingerprints as they are listed.
func prints(flags []string) (all []uint64, err error) {
	for _, flag := range flags {
		print, err := strconv.ParseUint(flag, 16, 64)
		if err != nil {
			return nil, usagef("%q is no fingerprint: want 16 hex digits, as winnow recall SITE lists them", flag)
		}
		all = append(all, print)
	}
	return all, nil
}

// listedWidth is how much of a paragraph is listed, in characters, and
// listedDocuments how many of the documents that have it.
const (
	listedWidth     = 70
	listedDocuments = 3
)

// list prints a table. The texts and the documents' ids are looked up in the
// clean stream: memory has hashes only.
func (c *recallCmd) list(ctx context.Context, b *session, topology broker.Topology, out io.Writer) error {
	sites, err := operate.Remembered(ctx, b.js, topology, c.Site)
	if err != nil {
		return err
	}
	texts, ids := make(map[uint64]string), make(map[uint32]string)
	var addresses addressCheck
	for e, err := range operate.EmittedBy(ctx, b.js, topology, c.Site) {
		if err != nil {
			return err
		}
		addresses.add(&e, ids[e.Witness()])
		ids[e.Witness()] = e.ID
		for print, text := range e.Shows() {
			texts[print] = text
		}
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(sites.List(c.Site)) == 0 {
		_, err := fmt.Fprintf(out, "nothing is remembered of %s\n", c.Site)
		return errors.Join(err, addresses.report(out))
	}
	fmt.Fprintln(table, "FINGERPRINT\tSTATE\tDOCUMENTS\tSHARE\tSINCE\tLAST\tTEXT\tSEEN IN")
	for _, f := range sites.List(c.Site) {
		if !c.All && !f.Recurs && f.Pin == memory.Unpinned {
			continue
		}
		fmt.Fprintf(table, "%016x\t%s\t%d\t%.0f%%\t%s\t%s\t%s\t%s\n", f.Print, stateOf(f), f.Documents, 100*f.Share,
			f.Since, f.Last, shortened(texts[f.Print]), strings.Join(known(f.DocumentHashes, ids), " "))
	}
	return errors.Join(table.Flush(), addresses.report(out))
}

// addressCheck counts documents whose addresses do not tell them apart: scrapers
// that send the feed's or home page's address with every article.
type addressCheck struct{ documents, unnamed, shared int }

// add counts a document. Known is the id of the one that memory counts it as, if
// that came before it.
func (c *addressCheck) add(e *operate.Emitted, known string) {
	c.documents++
	if e.URL != "" && memory.NamesNoPage(e.URL) {
		c.unnamed++
	}
	if known != "" && known != e.ID {
		c.shared++
	}
}

// report says what is wrong with the addresses, if something is.
func (c *addressCheck) report(out io.Writer) (err error) {
	if c.unnamed > 0 {
		_, err = fmt.Fprintf(out, "%d of %d documents came with the address of the home page or a feed: they are told apart by their ids\n", c.unnamed, c.documents)
	}
	if c.shared > 0 {
		_, more := fmt.Fprintf(out, "%d of %d documents share an address with one of another id: memory counts them as one; send each page's own address\n", c.shared, c.documents)
		err = errors.Join(err, more)
	}
	return err
}

func stateOf(f memory.RecurringParagraph) string {
	switch {
	case f.Pin != memory.Unpinned:
		return "pinned:" + f.Pin.String()
	case f.Recurs:
		return "furniture"
	}
	return "seen"
}

// known returns the ids of a few documents.
func known(named []uint32, ids map[uint32]string) (all []string) {
	for _, name := range named {
		if id := ids[name]; id != "" && len(all) < listedDocuments {
			all = append(all, id)
		}
	}
	return all
}

func shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > listedWidth {
		return string(runes[:listedWidth]) + "…"
	}
	return text
}

// emitAgain sends round the last version of every document that shows one of
// the paragraphs.
func (c *recallCmd) emitAgain(ctx context.Context, b *session, topology broker.Topology, again []uint64, changed uint64, out io.Writer) error {
	last := make(map[string]operate.Emitted)
	var order []string
	for e, err := range operate.EmittedBy(ctx, b.js, topology, c.Site) {
		if err != nil {
			return err
		}
		shows := e.Shows()
		for _, print := range again {
			if _, has := shows[print]; has {
				if _, known := last[e.ID]; !known {
					order = append(order, e.ID)
				}
				last[e.ID] = e
				break
			}
		}
	}
	sent := 0
	var gone error
	for _, id := range order {
		err := operate.EmitAgain(ctx, b.js, topology, c.Site, last[id], changed)
		if errors.Is(err, operate.ErrNoRaw) {
			gone = errors.Join(gone, err)
			continue
		}
		if err != nil {
			return err
		}
		sent++
	}
	fmt.Fprintf(out, "%d documents are on their way again\n", sent)
	return gone
}
