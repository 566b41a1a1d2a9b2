package metadata

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

const (
	closed = "The old bridge will stay closed until spring, the council said on Monday, after a survey found loose bolts in it."
	sails  = "A ferry takes walkers and cyclists across every twenty minutes, and it costs nothing until the work is done."
	rust   = "The bolts were put in forty years ago and have rusted through, and nobody had looked at them since that time."
)

func TestClosing(t *testing.T) {
	for _, c := range []struct {
		name, last string
		want       []string
	}{
		{"who helped", "Ada Lee contributed to this report.", []string{"metadata/helped: Ada Lee contributed to this report."}},
		{"and from where", "Ada Lee and Tom Ray contributed reporting from Wend.", []string{"metadata/helped: Ada Lee and Tom Ray contributed reporting from Wend."}},
		{"an agency's writers", "Associated Press writers Ada Lee in Wend and Tom Ray in Norrow contributed.", []string{"metadata/helped: Associated Press writers Ada Lee in Wend and Tom Ray in Norrow contributed."}},
		{"in a paragraph", rust + " Ada Lee contributed to this report.", []string{"metadata/helped: Ada Lee contributed to this report."}},
		{"what helped with something else", "Storms contributed to this story of neglect.", nil},
		{"who gave", "Everybody in the town contributed.", nil},
		{"what somebody says", "“Ada Lee contributed to this report,” he said.", nil},

		{"an end in capitals", "ENDS", []string{"metadata/end-mark: ENDS"}},
		{"an end between dashes", "- Ends -", []string{"metadata/end-mark: - Ends -"}},
		{"signs", "# # #", []string{"metadata/end-mark: # # #"}},
		{"a word", "Ends", nil},

		{"codes", "ab/cd/ef", []string{"metadata/sign: ab/cd/ef"}},
		{"codes of an agency", "AFP ab/cd", []string{"metadata/sign: AFP ab/cd"}},
		{"a unit", "forty km/h", nil},

		{"who wrote it", rust + " (The writer is a teacher in Wend)", []string{"metadata/remark: (The writer is a teacher in Wend)"}},
		{"and whose views these are", "(The writer is a teacher in Wend) (The views expressed here are her own) The Courier is the town's paper.",
			[]string{"metadata/remark: (The writer is a teacher in Wend) (The views expressed here are her own) The Courier is the town's paper."}},
		{"a remark in a sentence", rust + " (The writer is a teacher in Wend) has sent us three letters on the old bridge.", nil},
		{"a notice of the text's own", rust + " (All rights reserved, says a plate on the bridge.)", nil},
	} {
		raw := document.Raw{Content: []byte(strings.Join([]string{closed, sails, rust, c.last}, "\n\n"))}
		cleanertest.Hold(t, c.name, Cleaner, raw, c.want)
	}
}

// Above the last paragraphs nothing closes the article.
func TestClosingInTheMidst(t *testing.T) {
	for _, line := range []string{"Ada Lee contributed to this report.", "ENDS", "ab/cd/ef", "(The writer is a teacher in Wend)"} {
		raw := document.Raw{Content: []byte(strings.Join([]string{closed, sails, rust, line, closed, sails, rust}, "\n\n"))}
		cleanertest.Hold(t, line, Cleaner, raw, nil)
	}
}

func TestClosingInOtherLanguages(t *testing.T) {
	for _, c := range []struct{ lead, last string }{
		{"Die alte Brücke bleibt bis zum Frühjahr gesperrt, teilte die Stadt am Montag mit, weil die Schrauben locker sind.", "Ada Lee hat zu diesem Bericht beigetragen."},
		{"Le vieux pont restera fermé jusqu'au printemps, a annoncé la ville lundi, parce que des boulons sont rouillés.", "Ada Lee a contribué à cet article."},
		{"El viejo puente seguirá cerrado hasta la primavera, dijo el ayuntamiento el lunes, por unos tornillos sueltos.", "Ada Lee contribuyó a este reportaje."},
		{"Старый мост останется закрытым до весны, сообщили в понедельник в мэрии после осмотра болтов и тросов.", "Над материалом работали: Анна Ли, Том Рэй"},
		{"سيبقى الجسر القديم مغلقا حتى الربيع كما أعلنت المدينة يوم الاثنين بعد فحص البراغي والحبال في الجسر.", "ساهم في هذا التقرير أحمد علي"},
		{"Stary most pozostanie zamknięty do wiosny, poinformował w poniedziałek urząd miasta po przeglądzie śrub.", "Anna Lis współpracowała przy tym artykule."},
	} {
		raw := document.Raw{Content: []byte(c.lead + "\n\n" + c.lead + "\n\n" + c.last)}
		cleanertest.Hold(t, c.last, Cleaner, raw, []string{"metadata/helped: " + c.last})
	}
}

func TestBylineAgain(t *testing.T) {
	for _, c := range []struct {
		name, lead string
		want       []string
	}{
		{"with a capital behind it", "By Ada Margareta Lee Following the survey, the old bridge will stay closed until spring, the council said on Monday.",
			[]string{"metadata/byline-again: By Ada Margareta Lee"}},
		{"other names", "By Ada Lee Park the old bridge will stay closed until spring, the council said on Monday after a survey.", nil},
		{"a sentence", "By Ada Margareta Lee the old bridge was measured twice before the council closed it on Monday, after a survey.", nil},
	} {
		raw := document.Raw{Content: []byte("Old bridge stays closed\n\nBy Ada Margareta Lee\n\n" + c.lead + "\n\n" + sails)}
		want := append([]string{"metadata/byline: By Ada Margareta Lee"}, c.want...)
		cleanertest.Hold(t, c.name, Cleaner, raw, want)
	}
}
