package dates

import (
	"strings"
	"time"
)

// Years that are counted from elsewhere. Each range covers the years of pages and
// no year of another count.
const (
	buddhistYears = 543 // how far the Thai count is ahead

	firstJalali = 1370 // 1991
	lastJalali  = 1420 // 2041
)

// eras has the eras before whose year in figures East Asian dates name them, and
// the year before their first.
var eras = []struct {
	name   string
	before int
}{{"令和", 2018}, {"平成", 1988}, {"民國", 1911}, {"民国", 1911}}

// eraBefore returns the year before the first one of the era that word ends in, or
// 0 when it ends in none.
func eraBefore(word string) int {
	for _, era := range eras {
		if strings.HasSuffix(word, era.name) {
			return era.before
		}
	}
	return 0
}

// common returns the date in the common calendar: a year of the Thai count is
// moved, and a date of the Persian calendar computed.
func (r reading) common() (y, m, d int) {
	switch {
	case r.y >= firstYear+buddhistYears && r.y <= lastYear+buddhistYears:
		return r.y - buddhistYears, r.m, r.d
	case r.jalali && r.y >= firstJalali && r.y <= lastJalali:
		return fromJalali(r.y, r.m, r.d)
	}
	return r.y, r.m, r.d
}

// fromJalali converts a date of the Persian calendar. Its year begins at the
// equinox: six months of 31 days, five of 30, and one of 29 or, in a leap year, 30.
// Leap years are those of Birashk's cycle of 33 years, which is right for 1799 to
// 2256.
func fromJalali(y, m, d int) (int, int, int) {
	if m < 1 || m > 12 || d < 1 || d > jalaliDays(y, m) {
		return 0, 0, 0
	}
	epoch := time.Date(1991, time.March, 21, 0, 0, 0, 0, time.UTC) // the first day of firstJalali
	day := epoch.AddDate(0, 0, daysBeforeJalali(y)+31*min(m-1, 6)+30*max(m-7, 0)+d-1)
	return day.Year(), int(day.Month()), day.Day()
}

func daysBeforeJalali(y int) (days int) {
	for before := firstJalali; before < y; before++ {
		days += 336 + jalaliDays(before, 12)
	}
	return days
}

func jalaliDays(y, m int) int {
	switch {
	case m <= 6:
		return 31
	case m <= 11 || isJalaliLeap(y):
		return 30
	}
	return 29
}

func isJalaliLeap(y int) bool {
	switch y % 33 {
	case 1, 5, 9, 13, 17, 22, 26, 30:
		return true
	}
	return false
}
