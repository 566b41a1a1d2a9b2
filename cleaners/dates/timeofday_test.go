package dates

import "testing"

func TestFindTimeOfDay(t *testing.T) {
	for line, want := range map[string]struct {
		minute int
		text   string
	}{
		"14:05":                      {845, "14:05"},
		"14:05 GMT":                  {845, "14:05 GMT"},
		"2.05pm":                     {845, "2.05pm"},
		"2:05 p.m. ET":               {845, "2:05 p.m. ET"},
		"9 am":                       {540, "9 am"},
		"11.39 Uhr: Feuer gelöscht":  {699, "11.39 Uhr"},
		"14h05":                      {845, "14h05"},
		"14 h 05 - Le pont":          {845, "14 h 05"},
		"kl. 14.05":                  {845, "14.05"},
		"下午3:20":                     {920, "下午3:20"},
		"14時05分":                     {845, "14時05分"},
		"오후 3시 20분":                  {920, "오후 3시 20분"},
		"٢٠:١٥":                      {1215, "٢٠:١٥"},
		"5 March 2026, 18:10":        {1090, "18:10"},
		"18.10.2026 07.15 Uhr":       {435, "07.15 Uhr"},
		"[14:05:33] Start":           {845, "14:05:33"},
		"Geneva (14:05)":             {845, "14:05"},
		"24:00":                      {0, "24:00"},
		"Thursday 18 July, 11:04":    {664, "11:04"},
		"14.05 Polizei räumt Brücke": {845, "14.05"},
	} {
		got, ok := FindTimeOfDay(line)
		if !ok || got.Minute != want.minute || line[got.From:got.To] != want.text {
			t.Errorf("%q: got %+v %v, want minute %d in %q", line, got, ok, want.minute, want.text)
		}
	}
	for _, line := range []string{
		"", "18.07.2026", "18. 7.", "Harlow 2:1", "$14.05 a ton", "1,14:05", "F1:20", "2026", "12", "14:75", "25:10",
		"The price rose 3.45 percent", "14.05 % more", "14 hours", "2-1 after 90 minutes",
	} {
		if got, ok := FindTimeOfDay(line); ok {
			t.Errorf("%q: got %+v, want none", line, got)
		}
	}
}
