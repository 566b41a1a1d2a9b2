package main

import (
	"errors"
	"time"

	"github.com/winnow-news/winnow/pipeline/memory"
)

// storyFlags say whether and how far it is looked for documents that are one
// story.
type storyFlags struct {
	Stories string `enum:"off,on" default:"on" help:"Say which documents are one story, across sites (${default})." group:"Stories" placeholder:"off|on"`
	storyBounds
}

// storyBounds say how far documents that are one story may be apart.
type storyBounds struct {
	StoryWindow   time.Duration `default:"168h" help:"How far apart two copies of a story are published at most (${default})." group:"Stories" placeholder:"TIME"`
	StoryArticles int           `default:"1000000" help:"Articles that are remembered at most, 400 bytes each (${default})." group:"Stories" placeholder:"N"`
}

func (f *storyFlags) tells() bool { return f.Stories == "on" }

// check is part of checker.
func (f *storyBounds) check() error {
	return errors.Join(timeAtLeast("story-window", f.StoryWindow, leastStoryWindow), atLeast("story-articles", f.StoryArticles, 1))
}

// leastStoryWindow is far below the hours that copies of a story are apart.
const leastStoryWindow = time.Second

func (f *storyBounds) bounds() memory.StoryOptions {
	return memory.StoryOptions{Window: f.StoryWindow, Most: f.StoryArticles}
}
