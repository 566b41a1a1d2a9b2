package drifts

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/drift"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// shownDocuments of either side are in an event. Scrapers name documents as they like,
// and the event has to fit into a message: a title is cut, and a document whose id and
// address are longer than mostNames is passed over, since a part of them names nothing.
const (
	shownDocuments = 2
	mostTitle      = 300
	mostNames      = 2 << 10
	namesOfMessage = 32 // of the largest message; JSON may make six bytes of one
)

// event returns what is said of an alarm. It reads the documents that show it.
func (w *watcher) event(ctx context.Context, a *drift.Alarm, sequence uint64) (e record.Drift, err error) {
	e = record.Drift{Schema: record.DriftSchema, Site: a.Site, Since: a.Time().Format(time.RFC3339), Sequence: sequence}
	for _, m := range a.Moves {
		e.Measures = append(e.Measures, record.DriftMeasure{
			Measure: m.Measure.String(), Was: told(m.Measure, m.Was), Is: told(m.Measure, m.Is),
			Low: told(m.Measure, m.Low), High: told(m.Measure, m.High), Documents: m.Documents,
		})
	}
	if e.Before, err = w.show(ctx, a, a.Before); err == nil {
		e.After, err = w.show(ctx, a, a.After)
	}
	if err != nil {
		return e, fmt.Errorf("documents of %s: %w", a.Site, err)
	}
	return e, nil
}

// show reads the first of some documents that are still in the clean stream. One made
// anew has others in their places.
func (w *watcher) show(ctx context.Context, a *drift.Alarm, documents []drift.Document) ([]record.DriftDocument, error) {
	shown := []record.DriftDocument{} // which JSON tells from null
	for _, of := range documents {
		msg, err := broker.GetMessage(ctx, w.clean, of.Ref)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if measured, err := drift.ParseHeader(msg.Header.Get(record.HeaderMeasures)); err != nil || measured.ID != of.ID {
			continue
		}
		d, err := record.ParseDriftDocument(msg.Header, msg.Data)
		if err != nil || len(d.ID)+len(d.URL) > min(mostNames, w.largest/namesOfMessage) {
			continue
		}
		if len(d.Title) > mostTitle {
			d.Title = strings.ToValidUTF8(d.Title[:mostTitle], "") + "…"
		}
		d.Sequence, d.Values = of.Ref, make(map[string]float64)
		for _, m := range a.Moves {
			d.Values[m.Measure.String()] = told(m.Measure, m.Measure.Natural(float64(of.Values[m.Measure])))
		}
		if shown = append(shown, d); len(shown) == shownDocuments {
			break
		}
	}
	return shown, nil
}

// told rounds a value to what can be told of it: lengths to bytes, and all else to a
// thousandth.
func told(m drift.Measure, value float64) float64 {
	if m == drift.Length {
		return math.Round(value)
	}
	return math.Round(value*1000) / 1000
}
