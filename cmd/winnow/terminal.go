package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// The answers to --color.
const (
	colorAuto   = "auto"
	colorAlways = "always"
	colorNever  = "never"
)

// defaultColumns is how wide a terminal is taken to be that does not say.
const defaultColumns = 100

// terminalOf returns the terminal behind a writer of the console, nil where it is none.
func terminalOf(w io.Writer) *os.File {
	if s, is := w.(*switchWriter); is {
		s.mu.Lock()
		defer s.mu.Unlock()
		w = s.to
	}
	if file, is := w.(*os.File); is && term.IsTerminal(int(file.Fd())) {
		return file
	}
	return nil
}

// columnsOf returns how wide a terminal is.
func columnsOf(terminal *os.File) int {
	if terminal != nil {
		if width, _, err := term.GetSize(int(terminal.Fd())); err == nil && width > 0 {
			return width
		}
	}
	return defaultColumns
}

// wantsColor reports whether what goes to a terminal, or to none, is to be coloured.
// NO_COLOR, set to anything, asks for none (no-color.org), and so does a terminal that
// has none; --color is asked first.
func wantsColor(color string, terminal *os.File) bool {
	if color != colorAuto {
		return color == colorAlways
	}
	return terminal != nil && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
