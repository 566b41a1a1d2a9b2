// Package manual writes the manual page of a kong command line, as man(7) has it.
//
// One page has all commands. A flag that several commands have in the same words
// is described once, and named where it is taken. The library that does this for
// kong had one release, years before this was written, and writes every flag of
// every command.
package manual

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// Page is what the model does not say.
type Page struct {
	Version  string
	Date     string    // YYYY-MM-DD
	Sections []Section // behind the commands
}

// Section is a part of the page, a paragraph an item.
type Section struct {
	Title      string
	Paragraphs []string
}

// Write writes the page. Help returns the text of a flag or an argument.
func Write(to io.Writer, app *kong.Application, page Page, help func(*kong.Value) string) error {
	w := &writer{help: help, users: map[string]int{}}
	commands := leaves(app.Node)
	for _, command := range commands {
		for _, flag := range own(command) {
			w.users[w.identity(flag)]++
		}
	}
	w.macro("TH", strings.ToUpper(app.Name), "1", page.Date, app.Name+" "+page.Version)
	w.macro("SH", "NAME")
	w.text(app.Name + " - " + lowerFirst(strings.TrimSuffix(app.Help, ".")))
	w.macro("SH", "SYNOPSIS")
	w.macro("B", app.Name)
	w.line(`\fICOMMAND\fR [\fIFLAG\fR ...] [\fIARGUMENT\fR ...]`)
	w.macro("SH", "COMMANDS")
	for _, command := range commands {
		w.command(command)
	}
	w.macro("SH", "FLAGS OF ALL COMMANDS")
	for _, flag := range own(app.Node) {
		w.flag(flag)
	}
	w.shared(commands)
	for _, section := range page.Sections {
		w.macro("SH", section.Title)
		for i, paragraph := range section.Paragraphs {
			if i > 0 {
				w.macro("PP")
			}
			w.text(paragraph)
		}
	}
	_, err := io.WriteString(to, w.out.String())
	return err
}

// writer writes roff.
type writer struct {
	out   strings.Builder
	help  func(*kong.Value) string
	users map[string]int // commands that have a flag, by identity
}

// identity is equal for flags that are one to a reader.
func (w *writer) identity(flag *kong.Flag) string { return flag.String() + "\x00" + w.help(flag.Value) }

func (w *writer) isShared(flag *kong.Flag) bool { return w.users[w.identity(flag)] > 1 }

func (w *writer) line(line string) { w.out.WriteString(line + "\n") }

func (w *writer) macro(name string, args ...string) {
	for i, arg := range args {
		args[i] = `"` + strings.ReplaceAll(escape(arg), `"`, `\(dq`) + `"`
	}
	w.line(strings.TrimSpace("." + name + " " + strings.Join(args, " ")))
}

// text writes running text. A line that begins like a request is none.
func (w *writer) text(text string) {
	text = escape(strings.Join(strings.Fields(text), " "))
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	w.line(text)
}

// escape writes what roff would take for its own, or for typography: a hyphen of
// a flag is one that can be copied.
func escape(text string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "’", `\(cq`, "…", "...", "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text)
}

func (w *writer) command(command *kong.Node) {
	title := path(command)
	for _, arg := range command.Positional {
		title += " " + arg.Summary()
	}
	w.macro("SS", title)
	w.text(command.Help)
	for _, arg := range command.Positional {
		w.macro("TP")
		w.macro("I", strings.ToUpper(arg.Name))
		w.text(w.help(arg))
	}
	var shared []string
	for _, flag := range own(command) {
		if w.isShared(flag) {
			shared = append(shared, "--"+flag.Name)
			continue
		}
		w.flag(flag)
	}
	if len(shared) > 0 {
		w.macro("PP")
		w.text("Shared flags: " + strings.Join(shared, ", ") + ".")
	}
}

func (w *writer) flag(flag *kong.Flag) {
	name := flag.String()
	if flag.HasDefault && !flag.IsBool() {
		name = strings.TrimSuffix(name, "="+flag.FormatPlaceHolder()) + "=" + strings.Trim(flag.FormatPlaceHolder(), `"`)
	}
	w.macro("TP")
	w.macro("B", name)
	w.text(w.help(flag.Value))
}

// shared writes the flags of several commands, in the order of the first that has
// them.
func (w *writer) shared(commands []*kong.Node) {
	w.macro("SH", "SHARED FLAGS")
	written := map[string]bool{}
	for _, command := range commands {
		for _, flag := range own(command) {
			if id := w.identity(flag); w.isShared(flag) && !written[id] {
				written[id] = true
				w.flag(flag)
			}
		}
	}
}

// own returns the flags of a command that are shown.
func own(command *kong.Node) (all []*kong.Flag) {
	for _, flag := range command.Flags {
		if !flag.Hidden {
			all = append(all, flag)
		}
	}
	return all
}

func leaves(node *kong.Node) (all []*kong.Node) {
	for _, child := range node.Children {
		switch {
		case child.Hidden:
		case child.Leaf():
			all = append(all, child)
		default:
			all = append(all, leaves(child)...)
		}
	}
	return all
}

// path returns the words of a command.
func path(command *kong.Node) string {
	if command.Parent == nil || command.Parent.Parent == nil {
		return command.Name
	}
	return fmt.Sprintf("%s %s", path(command.Parent), command.Name)
}

func lowerFirst(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}
