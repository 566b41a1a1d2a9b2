package evidence_test

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/evidence"
)

func TestIsDateLine(t *testing.T) {
	checkReadings(t, evidence.Block.IsDateLine, []reading{
		{"3 May 2021", true},
		{"Monday, May 3, 2021 at 14:05", true},
		{"2021-05-03", true},
		{"03.05.2021, 14:05", true},
		{"14:05", true},
		{"3 hours ago", true},
		{"Updated: 14:05", true},
		{"Published May 3, 2021", true},
		{"2021年5月3日", true},
		{"3 May 2021 | Harbour", true},
		{"03.05.2021 Port Harbour", true}, // where the report is from
		{"2021", false},                   // a number has no mark of a date
		{"1,234,567", false},
		{"Monday", false}, // no digit
		{"On 3 May 2021 the ferry began to run", false},
		{"Ferry to run all night", false},
		{"The ferry began to run at ten in the morning three hours ago, said the mayor", false},
		{ferry, false},
	})
}

func TestIsReadingTime(t *testing.T) {
	checkReadings(t, evidence.Block.IsReadingTime, []reading{
		{"2 min read", true},
		{"Reading time: 3 minutes", true},
		{"Ada Lee · 2 min read", true}, // next to nothing else
		{"The whole of the council · 2 min read", false},
		{"2 minutes", false},
		{"It is a story that takes a minute to read and ten to understand", false},
	})
}

func TestIsTimeBelowShare(t *testing.T) {
	checkPlaces(t, evidence.Block.IsTimeBelowShare, []place{
		{"below a share button", []string{ferry, "Share", "14:05", mayor}, 2, true},
		{"below a paragraph", []string{ferry, "14:05", mayor}, 1, false},
		{"no time", []string{ferry, "Share", mayor}, 2, false},
		{"at the top", []string{"14:05", mayor}, 0, false},
	})
}
