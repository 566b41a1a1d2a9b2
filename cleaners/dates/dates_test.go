package dates

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestFindDay(t *testing.T) {
	cases := []struct{ line, want string }{
		{"Published: January 8, 2026 at 11:02 AM", "2026-01-08"},
		{"08:40 17.02.2026", "2026-02-17"},
		{"4. März 2026", "2026-03-04"},
		{"mardi 4 mars 2026", "2026-03-04"},
		{"1er août 2025", "2025-08-01"},
		{"March 4th, 2026", "2026-03-04"},
		{"2026年3月4日", "2026-03-04"},
		{"4 марта 2026 г.", "2026-03-04"},
		{"20260304", "2026-03-04"},
		{"03/04/2026", "2026-04-03"},
		{"12/19/2025", "2025-12-19"},
		{"March 2026", ""},
		{"30 February 2026", ""},
		{"4 March 1876", ""},
		{"(530) 924-1188", ""},
		{"", ""},
	}
	for _, c := range cases {
		if got := FindDay(c.line); got != c.want {
			t.Errorf("FindDay(%q) = %q, want %q", c.line, got, c.want)
		}
	}
}

func TestSlashes(t *testing.T) {
	cases := []struct{ stated, dayFirst, monthFirst string }{
		{"3/4/2026", "2026-04-03", "2026-03-04"},
		{"3/4/2026 9:03:00 AM", "2026-04-03", "2026-03-04"},
		{"12/19/2025", "2025-12-19", "2025-12-19"},
		{"19/12/2025", "2025-12-19", "2025-12-19"},
		{"3.4.2026", "2026-04-03", "2026-04-03"},
		{"2026/3/4", "2026-03-04", "2026-03-04"},
		{"4/Mar/2026", "2026-03-04", "2026-03-04"},
	}
	for _, c := range cases {
		if got := Normalize(c.stated, DayFirst); got != c.dayFirst {
			t.Errorf("day first: Normalize(%q) = %q, want %q", c.stated, got, c.dayFirst)
		}
		if got := Normalize(c.stated, MonthFirst); got != c.monthFirst {
			t.Errorf("month first: Normalize(%q) = %q, want %q", c.stated, got, c.monthFirst)
		}
	}
}

func TestNormalize(t *testing.T) {
	cases := []struct{ stated, want string }{
		{"2026-03-04T09:03:00Z", "2026-03-04T09:03:00Z"},
		{"2026-03-04T09:03:00.000+00:00", "2026-03-04T09:03:00Z"},
		{"2026-03-04T09:03+0100", "2026-03-04T09:03:00+01:00"},
		{"2026-03-04 09:03:15 -0530", "2026-03-04T09:03:15-05:30"},
		{"2026-03-04T09:03:15+01", "2026-03-04T09:03:15+01:00"},
		{"20260304T090315Z", "2026-03-04T09:03:15Z"},
		{"2026-03-04T09:03:15", "2026-03-04"},
		{"2026-03-04", "2026-03-04"},
		{"2026/3/4", "2026-03-04"},
		{"Wed, 04 Mar 2026 09:03:00 GMT", "2026-03-04T09:03:00Z"},
		{"Wed Mar 04 2026 09:03:00 GMT+0100 (CET)", "2026-03-04T09:03:00+01:00"},
		{"Wed Mar  4 09:03:00 UTC 2026", "2026-03-04T09:03:00Z"},
		{"March 4, 2026 9:03 am EST", "2026-03-04T09:03:00-05:00"},
		{"March 4, 2026, 12:03 a.m. PDT", "2026-03-04T00:03:00-07:00"},
		{"9:03 p.m. GMT, 4 March 2026", "2026-03-04T21:03:00Z"},
		{"Updated 9:03 PM ET, Wed March 4, 2026", "2026-03-04"},
		{"4. März 2026, 09:03 Uhr", "2026-03-04"},
		{"4 de março de 2026 às 09:03", "2026-03-04"},
		{"1772614980", "2026-03-04T09:03:00Z"},
		{"1772614980000", "2026-03-04T09:03:00Z"},
		{"0001-01-01T00:00:00Z", ""},
		{"1970-01-01T00:00:00Z", ""},
		{"25:61", ""},
		{"yesterday", ""},
		{"", ""},
	}
	for _, c := range cases {
		if got := Normalize(c.stated, DayFirst); got != c.want {
			t.Errorf("Normalize(%q) = %q, want %q", c.stated, got, c.want)
		}
	}
}

// TestNormalizeReadsWhatItReturns checks every form that winnow itself writes.
func TestNormalizeReadsWhatItReturns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := time.FixedZone("", 60*rapid.IntRange(-14*60, 14*60).Draw(t, "minutes"))
		at := time.Unix(rapid.Int64Range(631238400, 4102444800).Draw(t, "at"), 0).In(zone)
		if at.Year() < firstYear || at.Year() > lastYear {
			t.Skip()
		}
		for _, form := range []string{time.RFC3339, "2006-01-02 15:04:05 -0700", "Mon, 02 Jan 2006 15:04:05 -0700", "January 2, 2006 3:04:05 PM -0700"} {
			if got, want := Normalize(at.Format(form), DayFirst), at.Format(time.RFC3339); got != want {
				t.Fatalf("Normalize(%q) = %q, want %q", at.Format(form), got, want)
			}
		}
		if got, want := FindDay(at.Format("2 January 2006")), at.Format(time.DateOnly); got != want {
			t.Fatalf("FindDay = %q, want %q", got, want)
		}
	})
}

// FuzzNormalize checks that whatever comes in, a date that comes out reads as
// itself.
func FuzzNormalize(f *testing.F) {
	for _, seed := range []string{"2026-03-04T09:03+0100", "March 4, 2026 9:03 am EST", "1772614980000", "4. März 2026"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := Normalize(s, DayFirst); got != "" && Normalize(got, DayFirst) != got {
			t.Errorf("Normalize(%q) = %q, which reads as %q", s, got, Normalize(got, DayFirst))
		}
	})
}
