package dates

import (
	"strings"
	"time"
)

// Normalize reads a date as pages state it to machines or to people. It returns
// RFC 3339, or the day alone (YYYY-MM-DD) where no zone is stated, or "" where s
// is no date. It reads ISO 8601 and forms close to it, Unix seconds and
// milliseconds, and a day with or without a time of day in any language whose
// months are known: "March 4, 2026 9:03 am EST", "4. März 2026".
func Normalize(s string, slashes Slashes) string {
	s = strings.TrimSpace(s)
	for _, layout := range exactLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return rfc3339(t)
		}
	}
	if t, ok := unixTime(s); ok {
		return rfc3339(t)
	}
	clock, from, to := findClock(s)
	if from < 0 {
		return findDay(s, slashes)
	}
	day := findDay(s[:from]+" "+s[to:], slashes)
	zone, ok := zoneOf(s[to:])
	if day == "" || !ok {
		return day
	}
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return day
	}
	return rfc3339(t.Add(clock))
}

// exactLayouts are the forms that most pages use. They are tried first because
// they need no search.
var exactLayouts = []string{time.RFC3339Nano, "20060102T150405Z0700"}

// rfc3339 returns t in the zone that it was stated in, or "" when its year can't
// be right.
func rfc3339(t time.Time) string {
	if t.Year() < firstYear || t.Year() > lastYear {
		return ""
	}
	return t.Format(time.RFC3339)
}

// How many digits a time in Unix seconds and milliseconds has, from 2001 to 2286.
const (
	unixSeconds = 10
	unixMillis  = 13
)

func unixTime(s string) (time.Time, bool) {
	n, digits := leadingNumber(s, unixMillis)
	if digits != len(s) {
		return time.Time{}, false
	}
	switch digits {
	case unixSeconds:
		return time.Unix(int64(n), 0).UTC(), true
	case unixMillis:
		return time.UnixMilli(int64(n)).UTC(), true
	}
	return time.Time{}, false
}
