package pipeline

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

// sinkFunc is a sink that leaves the products as they are.
type sinkFunc func(batch []Outcome[int, string])

func (sinkFunc) Prepare(*Outcome[int, string]) {}
func (f sinkFunc) Commit(_ context.Context, batch []Outcome[int, string]) error {
	f(batch)
	return nil
}

// TestWhatALateCleaningReturnsIsDropped lets a cleaning that was given up on
// return while its failure is being committed.
func TestWhatALateCleaningReturnsIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clean := func(raw document.Raw, _ int) (*document.Clean, string, error) {
			if raw.ID == "3" {
				time.Sleep(time.Hour)
			}
			return &document.Clean{ID: raw.ID}, "product of " + raw.ID, nil
		}
		var got []string
		sink := sinkFunc(func(batch []Outcome[int, string]) {
			time.Sleep(2 * time.Hour)
			for i := range batch {
				o := &batch[i]
				if o.Failure != nil && o.Clean != nil {
					t.Errorf("document %d is both a failure and clean", o.Item.Origin)
				}
				got = append(got, o.Product)
			}
		})
		if err := Run(t.Context(), &numbers{n: 5}, clean, sink, Options{DocumentTime: time.Minute}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"product of 0", "product of 1", "product of 2", "", "product of 4"}, got); diff != "" {
			t.Errorf("products (-want +got):\n%s", diff)
		}
	})
}
