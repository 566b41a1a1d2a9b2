package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// load takes in what a backfill learned.
func (c *recallCmd) load(ctx context.Context, at console, log *slog.Logger) (err error) {
	learned, err := backfill.LoadMemory(c.Load)
	if err != nil {
		return err
	}
	sites := learned.Names()
	if c.Site != "" {
		sites = []string{string(c.Site)}
	}
	b, err := c.ask(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	done, err := operate.Load(ctx, b.js, c.topology(), learned, sites)
	fmt.Fprintf(at.out, "%d sites were loaded; of %d the file knows nothing that is repeated\n", done.Sites, done.Nothing)
	return err
}
