package main

import "github.com/winnow-news/winnow/pipeline/stream/broker"

// reviewNames say how the stream of corrections is called.
type reviewNames struct {
	ReviewStream string `default:"WINNOW_REVIEWS" help:"Stream of what people say of clean documents (${default})." group:"Names" placeholder:"NAME"`
	ReviewPrefix string `default:"winnow.review" help:"Subjects of what people say (${default}); with -input, of the raw documents that it is about." group:"Names" placeholder:"SUBJECT"`
}

// with adds the stream to a topology.
func (f *reviewNames) with(t broker.Topology) broker.Topology {
	t.ReviewStream, t.ReviewPrefix = f.ReviewStream, f.ReviewPrefix
	return t
}

// reviewsFlags ask for the stream of corrections, which only winnow review needs.
type reviewsFlags struct {
	Reviews bool `env:"WINNOW_STREAMS_REVIEWS" help:"The stream of corrections too, which winnow review keeps on a server."`
	reviewNames
}

// with adds the stream where it is asked for.
func (f *reviewsFlags) with(t broker.Topology) broker.Topology {
	if !f.Reviews {
		return t
	}
	return f.reviewNames.with(t)
}
