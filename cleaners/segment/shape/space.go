package shape

import (
	"strings"
)

// Fold replaces each run of white space by one space and removes it at both ends.
func Fold(s string) string { return strings.Join(strings.FieldsFunc(s, IsBlank), " ") }

// IsBlank reports white space, control characters and invisible characters.
func IsBlank(r rune) bool {
	return r < ' ' || charOf(r).class == classSpace
}
