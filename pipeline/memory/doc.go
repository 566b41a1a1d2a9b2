// Package memory knows what was seen before, across documents.
//
// No single document shows that a paragraph is furniture when it is a
// well-written sentence in a language without a lexicon. A hundred documents of
// its site do: it is in all of them. Sites remembers, for every site, which
// paragraphs stood in which documents, and says of a paragraph what it knows.
//
//   - site_sighting.go: what one document shows of its site
//   - site_kin.go: whether a paragraph speaks of what its document speaks of
//   - site.go, site_generation.go, site_door.go, site_witness.go: what is kept
//     of that, and for how long
//   - site_judge.go: when a paragraph counts as the site's furniture
//   - site_delta.go, site_snapshot.go: how changes and the whole are written
//
// Wire copy runs in many outlets, cut and lightly edited. Stories remembers a
// signature of every article and says which are one story, how much of the one
// is in the other, and which stands for them.
//
//   - shingle.go: the signature of a text, and when one is a copy of another
//   - story.go, story_settle.go: clusters, and what an article's coming changes
//   - story_room.go, story_grams.go, story_days.go: the articles, the index
//     from fingerprints to them, and when they are forgotten
//   - story_dateline.go: the agency that a text names at its beginning
//   - story_delta.go, story_snapshot.go: how articles and the whole are written
//
// Memory changes by deltas only, and is a function of the deltas in their
// order: whoever applies the same ones has the same memory. Below its bounds it
// is also a function of the set of sightings or articles alone: they may come in
// any order, and twice, and leave the same memory. Time is the documents' own; the
// package reads no clock. It does no I/O.
package memory
