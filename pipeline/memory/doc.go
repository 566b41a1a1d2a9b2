// Package memory remembers cleaned documents, so that a later one can be
// judged by what came before. It has two parts, which don't know each other:
// Sites and Stories.
//
// No single document shows that a paragraph is boilerplate when it is a
// well-written sentence in a language without a lexicon. A hundred documents of
// its site do: it is in all of them. Sites remembers for every site which
// paragraphs were in which documents, and marks those of a new document that
// recur.
//
//   - recurring.go: what a caller wants done with recurring paragraphs
//   - site_sighting.go, site_runs.go: what one document shows of its site
//   - site_lead.go, site_names.go: whether a paragraph has names in common with
//     the headline and first paragraphs of its document
//   - site.go: the memory of all sites, and the paragraphs of one for an operator
//   - site_generation.go, site_doorkeeper.go, site_bottomset.go: what is kept
//     of one site
//   - site_bounds.go: what is forgotten, when its time is over or for want of room
//   - site_history.go, site_verdicts.go: when a paragraph counts as recurring
//   - site_day.go: when it is furniture of one day
//   - site_known.go: what is looked up of a document that is judged, once
//   - site_elsewhere.go: what other documents of the site have, often or not
//   - hash.go: by what a document and a paragraph are known
//   - site_delta.go, site_snapshot.go: the encodings of a change and of the whole
//   - site_merge.go: what another memory knows, such as an archive's
//
// Wire copy runs in many outlets, cut and lightly edited. Stories remembers a
// signature of every article, groups near-duplicates into stories, and says of
// each article which one represents its story and how much of the one is in the
// other.
//
//   - signature.go, signature_words.go, signature_dateline.go: the signature of
//     a text
//   - signature_own.go, own_prose.go: what of a document is its own prose, by
//     which alone it is compared
//   - containment.go: when one text is a copy of another
//   - story.go, story_near.go, story_assign.go: what a story is, and what a new
//     article changes
//   - story_articles.go, story_grams.go: the articles, and the index from
//     fingerprints to them
//   - story_days.go, story_forget.go: when articles are forgotten
//   - story_delta.go, story_snapshot.go: the encodings of an article and of the
//     whole
//
// Both change by deltas only and are a function of the deltas in their order:
// whoever applies the same deltas has the same memory. Below its bounds each is
// also a function of the set of sightings or articles alone: they may come in
// any order, and twice, and leave the same memory. Time is the documents' own:
// the package reads no clock. It does no I/O.
//
// RESULTS.md, beside this file, has what it takes in bytes and how well it does,
// with the commands that measure it.
package memory
