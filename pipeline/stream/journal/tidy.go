package journal

import (
	"context"

	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

// Tidying says when a snapshot is due, and when what is replaced is removed.
type Tidying struct {
	Every      int // a snapshot is due after so many deltas, at the latest; 0: by their bytes alone
	LeastBytes int // or when the deltas since the last take so many bytes, and
	Share      int // the last snapshot's bytes divided by this
	PieceBytes int // of one message of a snapshot, about
	PruneEvery int // remove what is replaced after so many commits, also without a snapshot; 0: with snapshots alone
	PruneBytes int // and not before it has so many bytes, about; 0: with every snapshot
	RetryAfter int // commits before a snapshot that could not be stored is tried again
}

// Due reports whether memory is to be written whole.
func (o *Owner[H, M]) Due() bool {
	if o.memory.Load() == nil {
		return false
	}
	t, last := o.options.Tidy, 0
	if o.fence.Snapshot != nil {
		last = o.fence.Snapshot.Bytes
	}
	return o.forgot || t.Every > 0 && o.fence.Deltas >= t.Every || o.fence.DeltaBytes >= max(t.LeastBytes, last/t.Share)
}

// Tidy is TidyAll of one owner.
func (o *Owner[H, M]) Tidy(ctx context.Context) error {
	return TidyAll(ctx, []*Owner[H, M]{o})
}

// TidyAll is called after every commit, with the owners whose records are in it, all of
// one stream. It writes snapshots of the memories of which one is due, and removes what
// those, or later records, have replaced. A snapshot that could not be stored waits for
// a later commit; its error is returned when another owner was first, or ctx is done.
func TidyAll[H, M any](ctx context.Context, owners []*Owner[H, M]) error {
	var due, others []*Owner[H, M]
	for _, o := range owners {
		o.commits++
		switch {
		case o.holdOff > 0:
			o.holdOff--
		case o.Due():
			due = append(due, o)
		default:
			others = append(others, o)
		}
	}
	written, err := writeSnapshots(ctx, due)
	for _, o := range written {
		if o.replaced >= o.options.Tidy.PruneBytes || o.late() {
			o.prune(ctx)
		}
	}
	for _, o := range others {
		if o.late() {
			o.prune(ctx)
		}
	}
	return err
}

// late reports whether what is replaced has stayed for as many commits as it may.
func (o *Owner[H, M]) late() bool {
	every := o.options.Tidy.PruneEvery
	return every > 0 && o.commits >= every
}

func (o *Owner[H, M]) prune(ctx context.Context) {
	o.commits, o.replaced = 0, 0
	if err := o.Prune(ctx, o.fence); err != nil {
		o.Logger.Debug("old records stay for now", "of", o.What, "error", err)
	}
	o.options.Hooks.Reach(faults.Pruned)
}
