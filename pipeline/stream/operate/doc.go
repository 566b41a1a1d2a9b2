// Package operate is what an operator does to the streams from outside a worker.
package operate
