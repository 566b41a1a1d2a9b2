package main

import (
	"context"
	"time"

	"github.com/winnow-news/winnow/pipeline/catalog"
)

// narrowed is a part of a catalog.
type narrowed struct {
	catalog.Catalog
	site  string
	since time.Time
}

// List is part of catalog.Catalog.
func (n narrowed) List(ctx context.Context, f catalog.Filter) (catalog.Listing, error) {
	if n.site != "" {
		if f.Site != "" && f.Site != n.site {
			return catalog.Listing{}, nil
		}
		f.Site = n.site
	}
	if f.From.Before(n.since) {
		f.From = n.since
	}
	return n.Catalog.List(ctx, f)
}

// Sites is part of catalog.Catalog.
func (n narrowed) Sites(ctx context.Context) ([]catalog.Site, error) {
	all, err := n.Catalog.Sites(ctx)
	if n.site == "" {
		return all, err
	}
	for _, site := range all {
		if site.Name == n.site {
			return []catalog.Site{site}, nil
		}
	}
	return nil, err
}
