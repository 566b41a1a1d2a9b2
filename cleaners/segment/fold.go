package segment

import "strings"

// fold makes any run of white space one space and takes it off both ends.
func fold(s string) string { return strings.Join(strings.FieldsFunc(s, isBlank), " ") }

func isBlank(r rune) bool {
	return r < ' ' || runeClass(r) == classSpace
}
