package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// design is one way to get clean documents onto a broker.
type design struct {
	name string
	run  func(context.Context, rig) (cost, error)
}

// The designs, by their names.
const (
	nameRelay       = "relay"
	nameWorker      = "worker"
	nameRemembering = "remembering"  // all documents: the memory of each site fills up
	nameYoung       = "young-memory" // the first documents of each site
	nameBrief       = "brief"        // the same without memory
	nameFetchOne    = "fetch-one"
	nameCleaning    = "cleaning" // and no broker
)

func designs(engine pipeline.Engine) []design {
	return []design{
		{nameRelay, func(ctx context.Context, r rig) (cost, error) { return r.worker(ctx, copier{}, memory.RecurringOff) }},
		{nameWorker, func(ctx context.Context, r rig) (cost, error) { return r.worker(ctx, engine, memory.RecurringOff) }},
		{nameRemembering, func(ctx context.Context, r rig) (cost, error) { return r.worker(ctx, engine, memory.RecurringOn) }},
		{nameYoung, func(ctx context.Context, r rig) (cost, error) {
			return r.briefly().worker(ctx, engine, memory.RecurringOn)
		}},
		{nameBrief, func(ctx context.Context, r rig) (cost, error) {
			return r.briefly().worker(ctx, engine, memory.RecurringOff)
		}},
		{nameFetchOne, func(ctx context.Context, r rig) (cost, error) { return r.fetchOne(ctx, engine) }},
		{nameCleaning, func(_ context.Context, r rig) (cost, error) { return r.cleaning(engine) }},
	}
}

// names returns those of all designs.
func names() (all []string) {
	for _, d := range designs(nil) {
		all = append(all, d.name)
	}
	return all
}

// ratios are what is compared: the speed of the first by that of the second. Key is the
// name in JSON.
var ratios = []struct{ key, name, of, to string }{
	{"relay", "worker / relay", nameWorker, nameRelay},
	{"fetch-one", "worker / fetch-one", nameWorker, nameFetchOne},
	{"memory", "with memory / without", nameYoung, nameBrief},
	{"full-memory", "with full memory / without", nameRemembering, nameWorker},
	{"cleaning", "worker / cleaning alone", nameWorker, nameCleaning},
}

// processorKey comes behind a ratio's key in JSON where it is of processor time.
const processorKey = "-processor"

// spread is a figure of several turns.
type spread struct{ median, low, high float64 }

func spreadOf(all []float64) spread {
	all = slices.Sorted(slices.Values(all))
	return spread{all[len(all)/2], all[0], all[len(all)-1]}
}

// comparison is what is asked for.
type comparison struct {
	turns   int
	only    string        // a design, or empty for all
	latency time.Duration // for how long it is measured; 0: not at all
	asJSON  bool
}

// compare has the designs run in turns, measures latency where that is asked for, and
// writes what came of it.
func (r rig) compare(ctx context.Context, out io.Writer, what comparison) error {
	if what.turns < 1 {
		return fmt.Errorf("%d turns: want 1 or more", what.turns)
	}
	if what.latency > 0 && what.only != "" && what.only != nameWorker {
		return fmt.Errorf("latency is measured at half of the worker's speed: not with the %s alone", what.only)
	}
	engine := cleaners.Must(cleaners.New())
	m, err := r.turns(ctx, engine, what.turns, what.only)
	if err != nil {
		return err
	}
	if what.latency > 0 {
		if m.latency, err = r.latency(ctx, engine, m.rate(nameWorker)/2, what.latency); err != nil {
			return fmt.Errorf("latency: %w", err)
		}
	}
	return m.write(out, what.asJSON)
}

// measured is what came of the turns.
type measured struct {
	turns     int
	documents int // of each run
	designs   []measuredDesign
	ratios    []measuredRatio
	latency   delay // none where its rate is 0
}

// rate returns the documents a second of a design, by the clock, in the middle run; 0 when
// it did not run.
func (m *measured) rate(name string) float64 {
	for _, d := range m.designs {
		if d.name == name {
			return float64(time.Second/time.Microsecond) / d.clock.median
		}
	}
	return 0
}

// measuredDesign has the microseconds of a document, by the clock and of all processors.
type measuredDesign struct {
	name             string
	clock, processor spread
}

// measuredRatio compares the runs of each turn with each other. The processors' is 0
// where the system does not tell.
type measuredRatio struct {
	key, name        string
	clock, processor []float64
}

// turns has the designs run one after the other, so many times, each time beginning
// with another: what the machine does besides is then in all of them.
func (r rig) turns(ctx context.Context, engine pipeline.Engine, n int, only string) (measured, error) {
	all := designs(engine)
	if only != "" {
		if all = slices.DeleteFunc(all, func(d design) bool { return d.name != only }); len(all) == 0 {
			return measured{}, fmt.Errorf("there is no design %q", only)
		}
	}
	runs := make(map[string][]cost)
	for turn := range n {
		for i := range all {
			d := all[(turn+i)%len(all)]
			c, err := d.run(ctx, r)
			if err != nil {
				return measured{}, fmt.Errorf("%s: %w", d.name, err)
			}
			runs[d.name] = append(runs[d.name], c)
		}
	}
	return summed(r.documents, n, all, runs), nil
}

// summed returns what the runs of all turns came to.
func summed(documents, turns int, all []design, runs map[string][]cost) measured {
	m := measured{turns: turns, documents: documents}
	micros := func(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
	for _, d := range all {
		of := runs[d.name]
		m.designs = append(m.designs, measuredDesign{
			d.name, spreadOf(each(of, of, func(c, _ cost) float64 { return micros(c.clock) })),
			spreadOf(each(of, of, func(c, _ cost) float64 { return micros(c.processor) })),
		})
	}
	for _, compared := range ratios {
		of, to := runs[compared.of], runs[compared.to]
		if len(of) == 0 || len(to) == 0 {
			continue
		}
		m.ratios = append(m.ratios, measuredRatio{
			compared.key, compared.name, each(of, to, func(a, b cost) float64 { return micros(b.clock) / micros(a.clock) }),
			each(of, to, func(a, b cost) float64 { return micros(b.processor) / cmp.Or(micros(a.processor), 1) }),
		})
	}
	return m
}

// each returns a figure of each turn's runs.
func each(of, to []cost, figure func(of, to cost) float64) []float64 {
	all := make([]float64, len(of))
	for i := range of {
		all[i] = figure(of[i], to[i])
	}
	return all
}

// write prints it as a table; or as JSON, an object with the ratios of all turns.
func (m measured) write(out io.Writer, asJSON bool) error {
	if asJSON {
		all := make(map[string][]float64)
		for _, r := range m.ratios {
			all[r.key], all[r.key+processorKey] = r.clock, r.processor
		}
		if m.latency.rate > 0 {
			all["latency-ms"] = []float64{1e3 * m.latency.p50.Seconds(), 1e3 * m.latency.p99.Seconds()}
		}
		return json.NewEncoder(out).Encode(all)
	}
	fmt.Fprintf(out, "%d turns of %d documents: median (lowest to highest)\n", m.turns, m.documents)
	for _, d := range m.designs {
		fmt.Fprintf(out, "%-29s clock %4.0f µs (%.0f to %.0f), processors %4.0f µs (%.0f to %.0f) a document; %.0f/s\n", d.name,
			d.clock.median, d.clock.low, d.clock.high, d.processor.median, d.processor.low, d.processor.high, m.rate(d.name))
	}
	for _, r := range m.ratios {
		clock, processor := spreadOf(r.clock), spreadOf(r.processor)
		fmt.Fprintf(out, "%-29s clock %4.2f (%.2f to %.2f),  processors %4.2f (%.2f to %.2f)\n", r.name,
			clock.median, clock.low, clock.high, processor.median, processor.low, processor.high)
	}
	if m.latency.rate > 0 {
		fmt.Fprintf(out, "raw to clean at %.0f/s: p50 %s, p99 %s\n", m.latency.rate, m.latency.p50.Round(time.Millisecond), m.latency.p99.Round(time.Millisecond))
	}
	return nil
}
