// Package members is who else works, and which partitions fall to whom. Every
// worker says in a bucket, several times a lease, that it is alive and what it
// holds; from what all say each comes to the same shares. The stages that tell of
// stories and of drift are groups of their own, with one partition each (Lead, Stage).
//
// Nothing here decides what must be right. Two workers that take each other for
// dead read the same documents, and the journal's fence lets one of them commit:
// that a partition has one owner at a time saves work and nothing else.
package members
