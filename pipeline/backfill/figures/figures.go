// Package figures writes numbers for people: the report and the progress of a run
// show the same ones, and are read side by side.
package figures

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Number returns a number with its thousands apart.
func Number(n uint64) string {
	digits := strconv.FormatUint(n, 10)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// Size returns a number of bytes in the largest unit that leaves a digit before the
// point.
func Size(n uint64) string { return SizeOf(float64(n)) }

// SizeOf is Size of a mean or a rate.
func SizeOf(n float64) string {
	units := [...]string{"B", "kB", "MB", "GB", "TB", "PB"}
	unit := 0
	for n >= 999.5 && unit < len(units)-1 {
		n /= 1000
		unit++
	}
	if unit == 0 || n >= 99.95 {
		return fmt.Sprintf("%.0f %s", n, units[unit])
	}
	return fmt.Sprintf("%.1f %s", n, units[unit])
}

// Percent returns a share in percent, small ones with the digits that tell them from 0.
func Percent(share float64) string {
	switch {
	case share == 0:
		return "0 %"
	case share >= 0.9995:
		return fmt.Sprintf("%.0f %%", share*100)
	case share < 0.00005:
		return "< 0.01 %"
	case share < 0.01:
		return fmt.Sprintf("%.2f %%", share*100)
	}
	return fmt.Sprintf("%.1f %%", share*100)
}

// Duration returns a duration as people say it.
func Duration(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < time.Second:
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
}
