// Package streamtest is what the tests of the stream's packages share: real NATS
// servers with the streams on them, documents and a simple cleaner, a log that
// can be read while it is written, and a proxy that makes the network slow.
package streamtest
