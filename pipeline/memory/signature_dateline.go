package memory

import "strings"

// agencies are the news agencies that put their name into a dateline. Their
// order is part of a signature's form: add at the end.
var agencies = []string{
	"AP", "Reuters", "AFP", "dpa", "EFE", "ANSA", "TASS", "Xinhua", "PTI", "ANI", "UPI", "Kyodo", "Yonhap", "CNA",
	"Bernama", "Antara", "Anadolu", "IANS", "APA", "ATS", "Belga", "ANP", "NTB", "TT", "Ritzau", "PAP", "CTK", "MTI",
	"Lusa", "Interfax", "Ukrinform", "PA", "CP", "AAP", "Bloomberg", "DPA-AFX", "SDA", "KNA", "epd", "SID",
}

// datelineBytes is how far into a text a dateline reaches: a town, a date and an
// agency.
const datelineBytes = 120

// dateline returns 1 + the index of the agency in the dateline that text begins
// with, 0 for none: "VELLMAR, March 4 (Reuters) - ", "Vellmar (dpa) – ". The
// name is in brackets, before a dash.
func dateline(text string) uint8 {
	head := text[:min(len(text), datelineBytes)]
	open := strings.IndexByte(head, '(')
	if open < 0 || strings.ContainsAny(head[:open], ".!?\"“\n") {
		return 0
	}
	inside, after, found := strings.Cut(head[open+1:], ")")
	if !found || !startsWithDash(after) {
		return 0
	}
	for i, name := range agencies {
		if strings.EqualFold(leadingWord(inside), name) {
			return uint8(i + 1)
		}
	}
	return 0
}

// startsWithDash reports whether a dash comes next.
func startsWithDash(s string) bool {
	s = strings.TrimLeft(s, " \u00a0")
	for _, dash := range []string{"-", "–", "—", "―", "•"} {
		if strings.HasPrefix(s, dash) {
			return true
		}
	}
	return false
}

// leadingWord returns what is before the first slash, comma or space: "dpa" of
// "dpa/lby".
func leadingWord(s string) string {
	if at := strings.IndexAny(s, "/, "); at >= 0 {
		return s[:at]
	}
	return s
}

// agency returns the name of a Signature's Dateline, empty for none.
func agency(code uint8) string {
	if code == 0 || int(code) > len(agencies) {
		return ""
	}
	return agencies[code-1]
}
