package backfill

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/pipeline/memory"
)

// stopAt runs a backfill that is stopped once its engine was asked so often.
func stopAt(t *testing.T, asked int64, options Options) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var read atomic.Int64
	_, err := Run(ctx, reader{read: func() {
		if read.Add(1) == asked {
			cancel()
		}
	}}, options)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the backfill was to be stopped: %v", err)
	}
}

// TestABackfillIsNotGoneOnWithUnderOtherConditions stops it in either pass. One
// output under two policies is an archive that nobody can use.
func TestABackfillIsNotGoneOnWithUnderOtherConditions(t *testing.T) {
	for pass, asked := range map[string]int64{"first": 150, "second": 700} {
		t.Run(pass, func(t *testing.T) {
			f := archiveFolder(t, 600)
			under := func(policy string) Options {
				options := recalling(f, memory.RecurringOn)
				options.Conditions = map[string]string{"policy": policy, "model": "one"}
				return options
			}
			stopAt(t, asked, under("remove above 0.5"))
			before := ""
			if pass == "second" {
				before = f.read("out.jsonl.partial")
			}
			_, err := Run(t.Context(), reader{}, under("keep caption"))
			if !errors.Is(err, ErrOtherConditions) || !strings.Contains(err.Error(), `policy was "remove above 0.5" and is "keep caption"`) {
				t.Fatalf("Run = %v, want that another policy is refused, and named", err)
			}
			if strings.Contains(err.Error(), "model") {
				t.Errorf("%v names what does not differ", err)
			}
			if pass == "second" {
				if diff := cmp.Diff(before, f.read("out.jsonl.partial")); diff != "" {
					t.Errorf("the refused backfill wrote (-before +after):\n%.500s", diff)
				}
			}
			if result, err := Run(t.Context(), reader{}, under("remove above 0.5")); err != nil || result.Cleaned != 588 {
				t.Errorf("gone on with as it was begun: %+v, %v", result, err)
			}
			if _, err := Run(t.Context(), reader{}, under("keep caption")); !errors.Is(err, ErrOtherConditions) {
				t.Errorf("Run = %v, want another policy refused when it is done, too", err)
			}
			replacing := under("keep caption")
			replacing.Overwrite = true
			if result, err := Run(t.Context(), reader{}, replacing); err != nil || result.Cleaned != 588 || result.Before {
				t.Errorf("begun anew: %+v, %v", result, err)
			}
		})
	}
}

func TestConditionsAreAlsoBuildAndMemory(t *testing.T) {
	f := archiveFolder(t, 600)
	stopAt(t, 700, recalling(f, memory.RecurringOn))
	for name, change := range map[string]func(*Options){
		"version":   func(o *Options) { o.Build.Version = "v2" },
		"rules":     func(o *Options) { o.Build.Rules = "0123456789abcdef" },
		"recurring": func(o *Options) { o.Recurring = memory.RecurringShadow },
	} {
		options := recalling(f, memory.RecurringOn)
		change(&options)
		if _, err := Run(t.Context(), reader{}, options); !errors.Is(err, ErrOtherConditions) || !strings.Contains(err.Error(), name+" was") {
			t.Errorf("another %s: %v, want it refused, and named", name, err)
		}
	}
}

// TestAStuckRunBeginsAnewWhenItMay takes away what a stopped run was writing.
func TestAStuckRunBeginsAnewWhenItMay(t *testing.T) {
	for _, gone := range []string{"out.jsonl.partial", "out.rejects.jsonl", "out.jsonl.state.ids"} {
		t.Run(gone, func(t *testing.T) {
			f := archiveFolder(t, 600)
			stopAt(t, 1100, recalling(f, memory.RecurringOn))
			if err := os.Remove(f.path(gone)); err != nil {
				t.Fatal(err)
			}
			options := recalling(f, memory.RecurringOn)
			if _, err := Run(t.Context(), reader{}, options); err == nil {
				t.Error("it goes on without the file")
			}
			options.Overwrite = true
			if result, err := Run(t.Context(), reader{}, options); err != nil || result.Cleaned != 588 || result.Rejected != 12 {
				t.Errorf("begun anew: %+v, %v", result, err)
			}
		})
	}
}
