package main

import (
	"testing"
	"time"
)

func TestSizesAndTimesAsPeopleWriteThem(t *testing.T) {
	const day = keepTime(24 * time.Hour)
	for text, want := range map[string]keepTime{"30d": 30 * day, "720h": 30 * day, "90m": keepTime(90 * time.Minute), "none": 0, "0": 0, "0d": 0, "": notGiven} {
		var k keepTime
		if err := k.UnmarshalText([]byte(text)); err != nil || k != want {
			t.Errorf("%s: %s, %v", text, time.Duration(k), err)
		}
		var again keepTime
		if written, err := k.MarshalText(); err != nil || again.UnmarshalText(written) != nil || again != k {
			t.Errorf("%s is written as %q, %v", text, written, err)
		}
	}
	for _, text := range []string{"30", "-1h", "1s", "30days", "-3d", "1.5d", "d", "99999d"} {
		var k keepTime
		if err := k.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken for %s", text, time.Duration(k))
		}
	}
	for text, want := range map[string]streamBytes{"50GB": 50 << 30, "1.5g": 3 << 29, "1000": 1000, "none": 0, "0": 0, "": notGiven} {
		var b streamBytes
		if err := b.UnmarshalText([]byte(text)); err != nil || b != want {
			t.Errorf("%s: %d, %v", text, b, err)
		}
		var again streamBytes
		if written, err := b.MarshalText(); err != nil || again.UnmarshalText(written) != nil || again != b {
			t.Errorf("%s is written as %q, %v", text, written, err)
		}
	}
	for _, text := range []string{"-1", "NaN", "Inf", "1e30", "9999999999GB", "many", "0.1"} {
		var b streamBytes
		if err := b.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken for %d bytes", text, b)
		}
	}
}
