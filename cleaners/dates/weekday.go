package dates

import "time"

// weekdayWords has the weekdays in the languages in whose pages both orders of day
// and month were seen, with their abbreviations, lower-cased. They tell which of
// two readings of 3/4/2026 is meant.
var weekdayWords = [7]string{
	"sunday sun sonntag dimanche domingo domenica zondag niedziela κυριακή воскресенье неділя pazar neděle",
	"monday mon montag lundi lunes lunedì segunda maandag poniedziałek δευτέρα понедельник понеділок pazartesi pondělí",
	"tuesday tue tues dienstag mardi martes martedì terça dinsdag wtorek τρίτη вторник вівторок salı úterý",
	"wednesday wed mittwoch mercredi miércoles mercoledì quarta woensdag środa τετάρτη среда середа çarşamba středa",
	"thursday thu thur thurs donnerstag jeudi jueves giovedì quinta donderdag czwartek πέμπτη четверг четвер perşembe čtvrtek",
	"friday fri freitag vendredi viernes venerdì sexta vrijdag piątek παρασκευή пятница cuma pátek",
	"saturday sat samstag samedi sábado sabato zaterdag sobota σάββατο суббота субота cumartesi",
}

// isOn reports whether the day falls on the weekday.
func isOn(weekday time.Weekday, y, m, d int) bool {
	return validDate(y, m, d) && time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Weekday() == weekday
}
