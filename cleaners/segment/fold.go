package segment

import (
	"strings"
	"time"
)

// fold makes any run of white space one space and takes it off both ends.
func fold(s string) string { return strings.Join(strings.FieldsFunc(s, isBlank), " ") }

// metaDateLayouts are the forms in which pages state a date to machines.
var metaDateLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05 -0700",
	time.RFC1123Z, time.RFC1123,
}

// metaDayLayouts are the forms that give no zone: only their day is sure.
var metaDayLayouts = []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", "20060102"}

// normalDate gives RFC 3339, or the day alone where no zone is stated, or
// nothing of what is no date.
func normalDate(s string) string {
	s = strings.TrimSpace(s)
	for _, layout := range metaDateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.RFC3339)
		}
	}
	for _, layout := range metaDayLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}
