// Package suite has the one list of winnow's cleaners. Below it is a package a
// cleaner; none of them knows another. What two of them need is evidence.
package suite

import (
	"github.com/winnow-news/winnow/cleaners/suite/advertisement"
	"github.com/winnow-news/winnow/cleaners/suite/betting"
	"github.com/winnow-news/winnow/cleaners/suite/body"
	"github.com/winnow-news/winnow/cleaners/suite/captions"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
	"github.com/winnow-news/winnow/cleaners/suite/comments"
	"github.com/winnow-news/winnow/cleaners/suite/duplicate"
	"github.com/winnow-news/winnow/cleaners/suite/embeds"
	"github.com/winnow-news/winnow/cleaners/suite/headline"
	"github.com/winnow-news/winnow/cleaners/suite/insets"
	"github.com/winnow-news/winnow/cleaners/suite/learned"
	"github.com/winnow-news/winnow/cleaners/suite/legal"
	"github.com/winnow-news/winnow/cleaners/suite/live"
	"github.com/winnow-news/winnow/cleaners/suite/metadata"
	"github.com/winnow-news/winnow/cleaners/suite/navigation"
	"github.com/winnow-news/winnow/cleaners/suite/newsletter"
	"github.com/winnow-news/winnow/cleaners/suite/promo"
	"github.com/winnow-news/winnow/cleaners/suite/related"
	"github.com/winnow-news/winnow/cleaners/suite/share"
	"github.com/winnow-news/winnow/cleaners/suite/site"
	"github.com/winnow-news/winnow/cleaners/suite/tags"
)

// All returns every cleaner. The order is the order of `winnow cleaners`; it
// changes no outcome.
func All() []cleaner.Cleaner {
	return []cleaner.Cleaner{
		headline.Cleaner,
		body.Cleaner,
		live.Cleaner,
		metadata.Cleaner,
		captions.Cleaner,
		related.Cleaner,
		newsletter.Cleaner,
		promo.Cleaner,
		comments.Cleaner,
		tags.Cleaner,
		share.Cleaner,
		advertisement.Cleaner,
		betting.Cleaner,
		navigation.Cleaner,
		insets.Cleaner,
		embeds.Cleaner,
		legal.Cleaner,
		duplicate.Cleaner,
		learned.Cleaner,
		site.Cleaner,
	}
}
