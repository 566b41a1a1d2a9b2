// Package dates reads the dates and times that pages and texts state, in any
// language whose months it knows, and writes them in one form: RFC 3339 where
// the time zone is stated, YYYY-MM-DD where only the day is sure.
//
// FindDay looks for a date anywhere in a line of text (day.go, on the tokens of
// token.go and the names of names.go, month.go and weekday.go, and the calendars of calendar.go). Normalize reads a value that is meant to
// be a date, with its time of day and zone (normalize.go, clock.go). Neither
// reads the clock or the machine's time zone: the same string always has the
// same result.
package dates
