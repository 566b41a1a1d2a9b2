// Package reviews is what the review page has to do with NATS.
//
//   - follow.go: fills a catalog from the clean stream, the newest first, and follows it
//   - store.go: keeps corrections in a stream
//   - stories.go: which stories a site's documents are in
//   - read.go: reads a part of a stream to its end
//
// What memory has learned of a site, and how it is changed, is in package operate.
package reviews
