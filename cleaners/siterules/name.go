package siterules

// IsFile reports whether a file of that name, with slashes, has rules: Load and
// FromFiles leave out all others.
func IsFile(name string) bool { return formOf(name) != nil }
