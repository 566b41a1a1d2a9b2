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
	nameRemembering = "remembering"
	nameFetchOne    = "fetch-one"
	nameCleaning    = "cleaning" // and no broker
)

func designs() []design {
	engine := cleaners.Must(cleaners.New())
	return []design{
		{nameRelay, func(ctx context.Context, r rig) (cost, error) { return r.worker(ctx, copier{}, memory.RecurringOff) }},
		{nameWorker, func(ctx context.Context, r rig) (cost, error) { return r.worker(ctx, engine, memory.RecurringOff) }},
		{nameRemembering, func(ctx context.Context, r rig) (cost, error) { return r.worker(ctx, engine, memory.RecurringOn) }},
		{nameFetchOne, func(ctx context.Context, r rig) (cost, error) { return r.fetchOne(ctx, engine) }},
		{nameCleaning, func(_ context.Context, r rig) (cost, error) { return r.cleaning(engine) }},
	}
}

// ratios are what is compared: the speed of the first by that of the second.
var ratios = []struct{ Name, of, to string }{
	{"worker / relay", nameWorker, nameRelay},
	{"worker / fetch-one", nameWorker, nameFetchOne},
	{"worker with memory / without", nameRemembering, nameWorker},
	{"worker / cleaning alone", nameWorker, nameCleaning},
}

// spread is a figure of several turns.
type spread struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

func spreadOf(all []float64) spread {
	all = slices.Sorted(slices.Values(all))
	return spread{all[len(all)/2], all[0], all[len(all)-1]}
}

// measured is what came of the turns, as JSON.
type measured struct {
	Turns     int              `json:"turns"`
	Documents int              `json:"documents"` // of each run
	Designs   []measuredDesign `json:"designs"`
	Ratios    []measuredRatio  `json:"ratios"`
}

// measuredDesign has the microseconds of a document, by the clock and of all processors.
type measuredDesign struct {
	Name      string `json:"name"`
	Clock     spread `json:"clock_us"`
	Processor spread `json:"processor_us"`
}

// measuredRatio compares the runs of a turn with each other.
type measuredRatio struct {
	Name      string `json:"name"`
	Clock     spread `json:"clock"`
	Processor spread `json:"processor"` // 0 where the system does not tell
}

// turns has the designs run one after the other, so many times, each time beginning
// with another: what the machine does besides is then in all of them.
func (r rig) turns(ctx context.Context, n int, only string) (measured, error) {
	all := designs()
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
	m := measured{Turns: turns, Documents: documents}
	micros := func(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
	for _, d := range all {
		of := runs[d.name]
		m.Designs = append(m.Designs, measuredDesign{
			d.name, over(of, of, func(c, _ cost) float64 { return micros(c.clock) }),
			over(of, of, func(c, _ cost) float64 { return micros(c.processor) }),
		})
	}
	for _, compared := range ratios {
		of, to := runs[compared.of], runs[compared.to]
		if len(of) == 0 || len(to) == 0 {
			continue
		}
		m.Ratios = append(m.Ratios, measuredRatio{
			compared.Name, over(of, to, func(a, b cost) float64 { return micros(b.clock) / micros(a.clock) }),
			over(of, to, func(a, b cost) float64 { return micros(b.processor) / cmp.Or(micros(a.processor), 1) }),
		})
	}
	return m
}

// over returns a figure of each turn's runs, over all turns.
func over(of, to []cost, figure func(of, to cost) float64) spread {
	all := make([]float64, len(of))
	for i := range of {
		all[i] = figure(of[i], to[i])
	}
	return spreadOf(all)
}

// write prints it, as a table or as JSON.
func (m measured) write(out io.Writer, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(m)
	}
	fmt.Fprintf(out, "%d turns of %d documents: median (lowest to highest)\n", m.Turns, m.Documents)
	for _, d := range m.Designs {
		fmt.Fprintf(out, "%-29s clock %4.0f µs (%.0f to %.0f), processors %4.0f µs (%.0f to %.0f) a document\n", d.Name,
			d.Clock.Median, d.Clock.Low, d.Clock.High, d.Processor.Median, d.Processor.Low, d.Processor.High)
	}
	for _, r := range m.Ratios {
		fmt.Fprintf(out, "%-29s clock %4.2f (%.2f to %.2f),  processors %4.2f (%.2f to %.2f)\n", r.Name,
			r.Clock.Median, r.Clock.Low, r.Clock.High, r.Processor.Median, r.Processor.Low, r.Processor.High)
	}
	return nil
}
