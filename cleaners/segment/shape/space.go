package shape

import (
	"strings"
)

// Fold makes any run of white space one space and takes it off both ends.
func Fold(s string) string { return strings.Join(strings.FieldsFunc(s, IsBlank), " ") }

func IsBlank(r rune) bool {
	return r < ' ' || runeClass(r) == classSpace
}
