// Package queue lets several machines share a backfill, on JetStream and a file
// system that all of them see.
//
// The machine that leads cuts the inputs into units and puts those on a
// work-queue stream. Every machine, the leader too, takes one at a time, makes
// files of it in a folder of its own, and then creates the record of the unit in
// a key-value bucket. That is a compare-and-set: of two machines that did the
// same unit, one has it, and the other one drops its files. Only the leader gives
// files their names, when all units of the pass have a record. So what a machine
// left half done is never seen, and nothing is there twice.
//
// A unit is redelivered when its machine does not say that it is at work. One
// that was redelivered because machines died at it, again and again, is given up.
//
// All runs of a server share one stream and one bucket, so that an account can be
// allowed those and nothing else; the name of a run is a token of its subjects
// and keys:
//
//	winnow.backfill.RUN.PASS.UNIT   a unit that is to be done
//	RUN.run                         the run's description
//	RUN.leader                      who leads it
//	RUN.state                       how far the pass is
//	RUN.PASS.ID.UNIT                what became of a unit
//	RUN.try.PASS.ID.UNIT            who works on it, and who died of it
//	RUN.machine.NAME                how far a machine is
//
// The ID is new when a run begins anew: what a machine that was away still says of
// what was there before can't be taken for something of this run.
//
//   - store.go: the run as it is on the server
//   - leader.go, lease.go: who leads, and what that machine does
//   - feed.go: the units of a pass, a few at a time
//   - join.go: the other machines
//   - machine.go, attempt.go: taking units, and the work on one
//   - progress.go: how far all machines are
package queue
