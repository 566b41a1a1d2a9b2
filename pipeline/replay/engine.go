package replay

import (
	"context"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Engine returns an engine as a way to clean, within the limits of options: a document
// that panics or takes too long is refused. Of two in one replay both have
// options.Memory, so that they bound the memory together.
func Engine(engine pipeline.Engine, build record.Build, options pipeline.Options) Cleaning {
	return &engineCleaning{engine, build, pipeline.NewSingle[string](options)}
}

// engineCleaning makes the segmented text the product of a document.
type engineCleaning struct {
	engine pipeline.Engine
	build  record.Build
	single *pipeline.Single[string]
}

// Build is as Cleaning has it.
func (e *engineCleaning) Build() record.Build { return e.build }

// Clean is as Cleaning has it.
func (e *engineCleaning) Clean(ctx context.Context, documents []Document) ([]Result, error) {
	results := make([]Result, len(documents))
	for i := range documents {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		select {
		case <-e.single.Stuck():
			return nil, pipeline.ErrStuck
		default:
		}
		results[i] = e.clean(&documents[i])
	}
	return results, nil
}

func (e *engineCleaning) clean(d *Document) Result {
	open := func() (document.Raw, error) { return d.Raw, nil }
	outcome := e.single.Clean(open, func(raw document.Raw) (*document.Clean, string, error) {
		clean, err := e.engine.CleanRecalling(raw, d.Recall)
		if err != nil {
			return nil, "", err
		}
		return clean, clean.Source, nil
	})
	if f := outcome.Failure; f != nil {
		return Result{Refused: &Refused{f.Reason, f.Err.Error()}}
	}
	clean := record.NewClean(outcome.Clean, e.build)
	return Result{Clean: &clean, Source: outcome.Product}
}
