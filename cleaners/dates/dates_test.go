package dates

import (
	"fmt"
	"strings"
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
		{"01/11/11-10:18", "2011-11-01"},
		{"26.11.11", "2011-11-26"},
		{"Ноя 27th 11 17:46", "2011-11-27"},
		{"16 January 12 17:47,", "2012-01-16"},
		{"2012年01月12日 09:09:42", "2012-01-12"},
		{"2026年3月4日(水)", "2026-03-04"},
		{"令和8年3月4日", "2026-03-04"},
		{"中華民國115年3月4日", "2026-03-04"},
		{"2026년 3월 4일", "2026-03-04"},
		{"ngày 4 tháng 3 năm 2026", "2026-03-04"},
		{"4 มี.ค. 2569", "2026-03-04"},
		{"๔ มีนาคม พ.ศ. ๒๕๖๙", "2026-03-04"},
		{"٤ آذار ٢٠٢٦", "2026-03-04"},
		{"4 كانون الثاني 2026", "2026-01-04"},
		{"۱۳ اسفند ۱۴۰۴", "2026-03-04"},
		{"1404/12/13", "2026-03-04"},
		{"1403/12/30", "2025-03-20"},
		{"৪ মার্চ ২০২৬", "2026-03-04"},
		{"४ मार्च २०२६", "2026-03-04"},
		{"Thu, 01/12/2012 - 09:52", "2012-01-12"},
		{"Четверг, 12/01/2012", "2012-01-12"},
		{"Submitted by Ada Lee on 2012, January 17 - 12:54", "2012-01-17"},
		{"4 de marzo del año 2026", "2026-03-04"},
		{"4 March 1376", ""},
		{"04/03/1412", ""},
		{"12 Mart 2026", "2026-03-12"},
		{"3 of 12 in 2012", ""},
		{"12 people who came in May 2012", ""},
		{"06.12.11.34", ""},
		{"192.168.10.11", ""},
		{"5 May 12 people came", ""},
		{"12 में 2011", ""},
		{"1 2 2026", ""},
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

// TestMonths has one month in each language whose names look like no other's, in
// the form that dates have it in, and the pairs that begin alike.
func TestMonths(t *testing.T) {
	cases := [12]string{
		"stycznia ledna siječnja ianuarie Ιανουαρίου січня януари јануар tammikuuta sausio",
		"lutego února veljače lutego Φεβρουαρίου лютого фебруара şubat február helmikuuta",
		"marca března ožujka martie Μαρτίου березня märts março március maaliskuuta",
		"kwietnia dubna travnja aprilie Απριλίου квітня április nisan huhtikuuta",
		"maja května svibnja mai Μαΐου травня május mayıs toukokuuta мая",
		"czerwca června lipnja iunie Ιουνίου червня június haziran kesäkuuta",
		"lipca července srpnja iulie Ιουλίου липня július temmuz heinäkuuta",
		"sierpnia srpna kolovoza august Αυγούστου серпня augusztus ağustos elokuuta",
		"września září rujna septembrie Σεπτεμβρίου вересня szeptember eylül syyskuuta",
		"października října oktobra octombrie Οκτωβρίου жовтня október ekim lokakuuta",
		"listopada listopadu studenoga noiembrie Νοεμβρίου листопада november kasım marraskuuta",
		"grudnia prosince prosinca decembrie Δεκεμβρίου грудня december aralık joulukuuta",
	}
	for i, names := range cases {
		for name := range strings.FieldsSeq(names) {
			for _, name := range []string{name, strings.ToUpper(name)} {
				if got := FindDay("4 " + name + " 2026"); len(got) != 10 || got[5:] != fmt.Sprintf("%02d-04", i+1) {
					t.Errorf("4 %s 2026 = %q, want month %d", name, got, i+1)
				}
			}
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
