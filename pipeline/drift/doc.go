// Package drift finds sites whose documents come out otherwise than they used to: a
// redesign that no rule knows, a wall, a broken scraper, rules that were changed.
//
// A clean document is measured: what share of its text was removed, and as what; whether
// it has a title, a byline and a date; how long it is; whether it is an article. Of each
// site the latest documents are kept, by their own time and not by that of their arrival.
// The newest of them are compared with those before. When a measure has left the range
// in which it was, that is an alarm, and from then on the site is known by the documents
// since: one alarm for a redesign, and none until the site has a new range.
//
//   - measure.go: what is measured of one document
//   - document.go: a measured document, and its form in a message's header
//   - site.go: the documents of one site that are kept
//   - range.go, look.go: a measure's range, and how it is found to be left
//   - alarm.go: what is said then
//   - sites.go: the memory of all sites, which is bounded
//   - encode.go: deltas and snapshots of it
//   - series.go: what a page shows of a site
//
// The package is pure: no clock, no I/O. What is kept is a set, which comes out the same
// in any order of arrival, and with any document doubled, until a bound is met.
package drift
