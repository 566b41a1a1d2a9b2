package rulesets

import (
	"sync/atomic"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/pipeline"
)

// Engine cleans every document under one version of the rules: that which was the
// last to be taken when the document's turn came. It is a pipeline.Engine, and any
// number of goroutines may use it.
type Engine struct {
	under func(*siterules.Set) pipeline.Engine
	now   atomic.Pointer[pipeline.Engine]
}

// CleanRecalling is part of pipeline.Engine.
func (e *Engine) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	return (*e.now.Load()).CleanRecalling(raw, recall)
}

func (e *Engine) take(set *siterules.Set) {
	engine := e.under(set)
	e.now.Store(&engine)
}
