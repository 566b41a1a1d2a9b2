package figures

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFigures(t *testing.T) {
	got := []string{
		Number(0), Number(999), Number(1000), Number(1234567),
		Size(0), Size(999), Size(1000), Size(99_949), Size(99_950), Size(999_499), Size(999_500), Size(10_200_000_000),
		Percent(0), Percent(0.00001), Percent(0.00123), Percent(0.5), Percent(0.9995), Percent(1),
		Duration(0), Duration(1500 * time.Microsecond), Duration(59 * time.Second), Duration(61 * time.Second), Duration(26*time.Hour + 4*time.Minute),
	}
	want := []string{
		"0", "999", "1,000", "1,234,567",
		"0 B", "999 B", "1.0 kB", "99.9 kB", "100 kB", "999 kB", "1.0 MB", "10.2 GB",
		"0 %", "< 0.01 %", "0.12 %", "50.0 %", "100 %", "100 %",
		"0 µs", "1.5 ms", "59.0 s", "1 min 01 s", "26 h 04 min",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
