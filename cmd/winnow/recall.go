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
	Site   siteToken `arg:"" optional:"" help:"The site: courier.example, or as in its subjects courier-example."`
	All    bool      `env:"-" help:"List everything that stood in more than one document, not only what is taken for the site's furniture."`
	Range  bool      `env:"-" help:"Show the site's range in what is removed, in titles, bylines and so on, and when it last left it."`
	Forget []string  `env:"-" help:"Forget what is known of a paragraph; it is learned again if new documents go on to have it." placeholder:"FINGERPRINT"`
	Pin    []string  `env:"-" help:"Say for good that a paragraph is furniture (always), is not (never), or take that back (unpinned)." placeholder:"FINGERPRINT=always|never|unpinned"`
	Load   string    `env:"-" type:"path" help:"Take in what a backfill learned, of SITE or of all sites: the file of its --memory. What is remembered already stays." placeholder:"FILE"`
	ReEmit []string  `env:"-" name:"re-emit" help:"Send the documents that have a paragraph round again, to be cleaned with what is remembered now." placeholder:"FINGERPRINT"`
}

// Run changes what it is told to, or else lists what is remembered.
func (c *recallCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	switch {
	case c.Load != "" && c.All || c.Load != "" && len(c.Forget)+len(c.Pin)+len(c.ReEmit) > 0:
		return usagef("--load goes alone: look at what came of it before more is changed")
	case c.Range && (c.All || c.Load != "" || len(c.Forget)+len(c.Pin)+len(c.ReEmit) > 0):
		return usagef("--range goes alone: it shows, and changes nothing")
	case c.Load != "":
		return c.load(ctx, at, log)
	case c.Site == "":
		return usagef("name the site, such as courier.example")
	}
	change, err := c.changes()
	if err != nil {
		return err
	}
	again, err := prints(c.ReEmit)
	if err != nil {
		return err
	}
	b, err := c.ask(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	topology := c.topology()
	if len(c.Forget)+len(c.Pin)+len(again) == 0 {
		if c.Range {
			return c.standing(ctx, b, topology, at.out, log)
		}
		return c.list(ctx, b, topology, at.out)
	}
	changed, err := operate.Teach(ctx, b.js, topology, string(c.Site), change)
	if err != nil || len(again) == 0 {
		return err
	}
	sent, err := operate.EmitShowing(ctx, b.js, topology, string(c.Site), again, changed)
	if err == nil || errors.Is(err, operate.ErrNoRaw) {
		fmt.Fprintf(at.out, "%d documents are on their way again\n", sent)
	}
	return err
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
			d.Forget(string(c.Site), print)
		}
		for print, pin := range pins {
			d.Pin(string(c.Site), print, pin)
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

// list prints a table.
func (c *recallCmd) list(ctx context.Context, b *session, topology broker.Topology, out io.Writer) error {
	learned, err := operate.Learn(ctx, b.js, topology, string(c.Site))
	if err != nil {
		return err
	}
	if len(learned.Paragraphs) == 0 {
		_, err := fmt.Fprintf(out, "nothing is remembered of %s\n", c.Site)
		return errors.Join(err, reportAddresses(out, learned.Addresses))
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "FINGERPRINT\tSTATE\tDOCUMENTS\tSHARE\tSINCE\tLAST\tTEXT\tSEEN IN")
	for _, p := range learned.Paragraphs {
		if !c.All && !p.Recurs && p.Pin == memory.Unpinned {
			continue
		}
		fmt.Fprintf(table, "%016x\t%s\t%d\t%.0f%%\t%s\t%s\t%s\t%s\n", p.Print, p.State(), p.Documents, 100*p.Share,
			p.Since, p.Last, shortened(p.Text), strings.Join(p.SeenIn[:min(len(p.SeenIn), listedDocuments)], " "))
	}
	return errors.Join(table.Flush(), reportAddresses(out, learned.Addresses))
}

// reportAddresses says what is wrong with the addresses of documents, if something is.
func reportAddresses(out io.Writer, a operate.Addresses) (err error) {
	if a.Unnamed > 0 {
		_, err = fmt.Fprintf(out, "%d of %d documents came with the address of the home page or a feed: they are told apart by their ids\n", a.Unnamed, a.Documents)
	}
	if a.Shared > 0 {
		_, more := fmt.Fprintf(out, "%d of %d documents share an address with one of another id: memory counts them as one; send each page's own address\n", a.Shared, a.Documents)
		err = errors.Join(err, more)
	}
	return err
}

func shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > listedWidth {
		return string(runes[:listedWidth]) + "…"
	}
	return text
}
