package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// byteSize is a number of bytes, as people write it.
type byteSize int64

// UnmarshalText reads 1000, 64KB, 256MB, 2GB; K, M and G are powers of 1024.
func (b *byteSize) UnmarshalText(text []byte) error {
	number, factor := strings.TrimSuffix(strings.ToUpper(string(text)), "B"), int64(1)
	for i, suffix := range []string{"K", "M", "G", "T"} {
		if rest, is := strings.CutSuffix(number, suffix); is {
			number, factor = rest, 1<<(10*(i+1))
		}
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	bytes := n * float64(factor)
	if err != nil || !(bytes >= 1 && bytes < math.MaxInt64) { // also what is no number
		return fmt.Errorf("%q is no size, want one such as 256MB", text)
	}
	*b = byteSize(bytes)
	return nil
}

// noLimit is how people write that there is none.
const noLimit = "none"

// notGiven is a limit of which nothing was said: an environment variable may be
// there and empty.
const notGiven = -1

// streamBytes is a limit of a stream in bytes, 0 for none.
type streamBytes int64

// UnmarshalText reads what byteSize reads, and none or 0 for no limit.
func (b *streamBytes) UnmarshalText(text []byte) error {
	switch string(text) {
	case "":
		*b = notGiven
		return nil
	case noLimit, "0":
		*b = 0
		return nil
	}
	return (*byteSize)(b).UnmarshalText(text)
}

// MarshalText writes what UnmarshalText reads.
func (b streamBytes) MarshalText() ([]byte, error) {
	return limitText(int64(b), strconv.FormatInt(int64(b), 10)), nil
}

// limitText writes a limit that has a text of its own when there is one.
func limitText(limit int64, text string) []byte {
	switch limit {
	case notGiven:
		return nil
	case 0:
		return []byte(noLimit)
	}
	return []byte(text)
}

// keepTime is how long a stream keeps messages, 0 for ever.
type keepTime time.Duration

// leastKeepTime is far below any outage: who writes less, such as 30 for 30 days
// as nanoseconds, meant something else.
const leastKeepTime = time.Minute

// UnmarshalText reads 30d, and what Go reads as a duration, such as 720h or
// 90m; none or 0 for ever.
func (k *keepTime) UnmarshalText(text []byte) error {
	s := string(text)
	switch s {
	case "":
		*k = notGiven
		return nil
	case noLimit, "0":
		*k = 0
		return nil
	}
	if days, is := strings.CutSuffix(s, "d"); is {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return fmt.Errorf("%q is no number of days", text)
		}
		*k = keepTime(n) * keepTime(24*time.Hour)
		return nil
	}
	age, err := time.ParseDuration(s)
	if err != nil || age < leastKeepTime {
		return fmt.Errorf("%q is no time to keep documents, want one such as 30d or 720h, and %s at least", text, leastKeepTime)
	}
	*k = keepTime(age)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (k keepTime) MarshalText() ([]byte, error) {
	return limitText(int64(k), time.Duration(k).String()), nil
}
