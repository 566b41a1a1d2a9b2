package cleaners

// Suite gives every cleaner. The order is the order of `winnow cleaners`; it
// changes no outcome.
func Suite() []Cleaner {
	return []Cleaner{
		headline,
		body,
		metadata,
		captions,
		related,
		newsletter,
		promo,
		comments,
		tags,
		share,
		advertisement,
		navigation,
		legal,
		duplicate,
		classifier,
	}
}
