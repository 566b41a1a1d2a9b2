package dates

import (
	"strings"
	"time"
)

// findClock finds the first time of day in s, such as 9:03, 09:03:59.120 or
// 9:03 p.m., and the bytes that it takes, [from, to). from is -1 where there is
// none.
func findClock(s string) (clock time.Duration, from, to int) {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			continue
		}
		hour, digits := leadingNumber(s[i:], 5)
		if digits > 2 || hour > 23 {
			i += digits - 1
			continue
		}
		if d, n, ok := clockAfter(s[i+digits:]); ok {
			to = i + digits + n
			half, n := halfOfDay(s[to:])
			return time.Duration(halfDayHour(hour, half))*time.Hour + d, i, to + n
		}
		i += digits - 1
	}
	return 0, -1, -1
}

// clockAfter reads the minutes and seconds that follow an hour.
func clockAfter(s string) (d time.Duration, n int, ok bool) {
	minute, ok := sixtieth(s)
	if !ok {
		return 0, 0, false
	}
	d, n = time.Duration(minute)*time.Minute, 3
	if second, ok := sixtieth(s[n:]); ok {
		d, n = d+time.Duration(second)*time.Second, n+3
		if n < len(s) && s[n] == '.' {
			_, digits := leadingNumber(s[n+1:], longestNumber)
			n += 1 + digits
		}
	}
	return d, n, true
}

// sixtieth reads ":42".
func sixtieth(s string) (n int, ok bool) {
	if len(s) < 3 || s[0] != ':' {
		return 0, false
	}
	n, digits := leadingNumber(s[1:], 3)
	return n, digits == 2 && n < 60
}

// halfOfDay reads the "am" or "p.m." behind a clock: its first letter, 0 for
// none, and how many bytes it takes.
func halfOfDay(s string) (half byte, n int) {
	rest := strings.TrimLeft(s, " \u00a0\u202f")
	n = len(s) - len(rest)
	for _, form := range [...]string{"am", "pm", "a.m.", "p.m."} {
		if len(rest) >= len(form) && strings.EqualFold(rest[:len(form)], form) {
			return form[0], n + len(form)
		}
	}
	return 0, 0
}

func halfDayHour(hour int, half byte) int {
	switch {
	case half == 'p' && hour < 12:
		return hour + 12
	case half == 'a' && hour == 12:
		return 0
	}
	return hour
}

// zoneHours returns the offset from UTC, in hours, of a zone whose letters mean one offset
// only. CST, IST and BST each mean several, and ET doesn't say whether it is summer: with
// these only the day is sure.
func zoneHours(name string) (hours int, ok bool) {
	switch name {
	case "Z", "UTC", "GMT", "WET":
		return 0, true
	case "WEST", "CET", "MEZ":
		return 1, true
	case "CEST", "MESZ", "EET":
		return 2, true
	case "EEST", "MSK":
		return 3, true
	case "EDT":
		return -4, true
	case "EST", "CDT":
		return -5, true
	case "MDT":
		return -6, true
	case "MST", "PDT":
		return -7, true
	case "PST":
		return -8, true
	case "HKT", "SGT":
		return 8, true
	case "JST", "KST":
		return 9, true
	case "AEST":
		return 10, true
	case "AEDT":
		return 11, true
	case "NZST":
		return 12, true
	case "NZDT":
		return 13, true
	}
	return 0, false
}

// zoneOf reads the zone that s, the text behind a clock, begins with.
func zoneOf(s string) (*time.Location, bool) {
	s = strings.TrimLeft(s, " (\u00a0\u202f")
	n := 0
	for n < len(s) && (s[n]|0x20) >= 'a' && (s[n]|0x20) <= 'z' {
		n++
	}
	hours, named := zoneHours(s[:n])
	if n > 0 && !named {
		return nil, false
	}
	if offset, ok := offsetOf(s[n:]); ok && hours == 0 {
		return offset, true
	}
	if hours == 0 {
		return time.UTC, named
	}
	return time.FixedZone("", hours*3600), true
}

// widestOffset is how far clocks lie from UTC at most, in hours.
const widestOffset = 14

// offsetOf reads +01:00, -0530 or +1.
func offsetOf(s string) (*time.Location, bool) {
	if s == "" || s[0] != '+' && s[0] != '-' {
		return nil, false
	}
	n, digits := leadingNumber(s[1:], 5)
	hours, minutes := n, 0
	switch digits {
	case 1, 2:
		minutes, _ = sixtieth(s[1+digits:])
	case 4:
		hours, minutes = n/100, n%100
	default:
		return nil, false
	}
	if hours > widestOffset || minutes >= 60 {
		return nil, false
	}
	seconds := hours*3600 + minutes*60
	if s[0] == '-' {
		seconds = -seconds
	}
	if seconds == 0 {
		return time.UTC, true
	}
	return time.FixedZone("", seconds), true
}
