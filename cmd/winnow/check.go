package main

import (
	"net"
	"strconv"
	"time"
)

// checker is a command that can tell from its flags alone that it would refuse
// them. check reads nothing else, and its error has all that is wrong, each a
// usageError that names its flags. What is only missing is no error here: winnow
// config check asks it of a file, beside which more may be set. It is called
// before Run.
type checker interface{ check() error }

// checkFlags returns what a command has against its flags.
func checkFlags(command any) error {
	if c, ok := command.(checker); ok {
		return c.check()
	}
	return nil
}

// leastDocumentTime is below the time of any document: who asks for less would
// make a dead letter of everything.
const leastDocumentTime = time.Millisecond

// atLeast returns an error for a number that is too small.
func atLeast[N int | int64](flag string, n, least N) error {
	if n >= least {
		return nil
	}
	return usagef("--%s=%d: want %d or more", flag, n, least)
}

// timeAtLeast returns an error for a time that is too short.
func timeAtLeast(flag string, d, least time.Duration) error {
	if d >= least {
		return nil
	}
	return usagef("--%s=%s: want %s or more", flag, d, least)
}

// checkAddress returns an error for what is no address to listen at.
func checkAddress(flag, address string) error {
	const lastPort = 1<<16 - 1
	_, port, err := net.SplitHostPort(address)
	if n, no := strconv.Atoi(port); err != nil || no == nil && (n < 0 || n > lastPort) {
		return usagef("--%s=%s: want an address such as 127.0.0.1:8080", flag, address)
	}
	return nil
}
