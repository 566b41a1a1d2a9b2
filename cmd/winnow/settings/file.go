package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"
)

// maxBytes is how large a file may be: every flag of every command set, with its
// help as a comment, takes a tenth of it.
const maxBytes = 1 << 20

// file is what a file sets.
type file struct {
	name    string
	keys    int // that set something
	entries map[*kong.Flag]entry
}

// entry is a value of a file.
type entry struct {
	key   string // with its section
	token any    // as kong decodes it
	line  int
	depth int // of the section
}

// read reads a file and holds all of it against the model, also what the command
// in hand does not take: a file that is wrong is found with the first command
// that names it.
func (s *Settings) read(name string) (*file, error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	defer in.Close()
	content, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	return s.parse(name, content)
}

func (s *Settings) parse(name string, content []byte) (*file, error) {
	if len(content) > maxBytes {
		return nil, fmt.Errorf("%s: more than %d bytes: this is no configuration", name, maxBytes)
	}
	r := &reader{Settings: s, file: &file{name: name, entries: map[*kong.Flag]entry{}}}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	var document yaml.Node
	err := decoder.Decode(&document)
	switch {
	case errors.Is(err, io.EOF): // nothing but comments
		return r.file, nil
	case err != nil:
		return nil, located(name, content, err)
	}
	var second yaml.Node
	if err := decoder.Decode(&second); err == nil {
		return nil, fmt.Errorf("%s:%d: a second document begins here: a file has one", name, second.Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, located(name, content, err)
	}
	if root := document.Content[0]; r.plain(root) {
		r.section(s.root, root)
	}
	return r.file, errors.Join(r.wrong...)
}

var yamlLine = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^yaml: (?:line (\d+): )?`)
})

// located returns an error of the YAML parser as the others are: the file and
// the line, then what is wrong. The parser leaves out the line when it is the
// first, and for what is no text.
func located(name string, content []byte, err error) error {
	text := err.Error()
	at := yamlLine().FindStringSubmatch(text)
	switch {
	case at == nil:
		return fmt.Errorf("%s: %w", name, err)
	case at[1] == "":
		return fmt.Errorf("%s:%d: no YAML: %s", name, lineOfNoText(content), text[len(at[0]):])
	}
	return fmt.Errorf("%s:%s: no YAML: %s", name, at[1], text[len(at[0]):])
}

// lineOfNoText returns the line of the first byte that is no text, or else the
// first line.
func lineOfNoText(content []byte) int {
	for at := 0; at < len(content); {
		r, size := utf8.DecodeRune(content[at:])
		if r == utf8.RuneError && size == 1 || unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\u0085", r) {
			return 1 + bytes.Count(content[:at], []byte("\n"))
		}
		at += size
	}
	return 1
}

// reader holds a file against the model.
type reader struct {
	*Settings
	file  *file
	wrong []error
}

// maxWrong is after how many complaints a section is read no further.
const maxWrong = 10

func (r *reader) complain(line int, format string, args ...any) {
	r.wrong = append(r.wrong, fmt.Errorf("%s:%d: %s", r.file.name, line, fmt.Sprintf(format, args...)))
}

// section reads what stands at one level. Keys of a section win over those above
// it, since they are read later.
func (r *reader) section(at *section, node *yaml.Node) {
	if node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" { // a section whose keys are all comments
		return
	}
	if node.Kind != yaml.MappingNode {
		r.complain(node.Line, "%s: want keys with values, got %s", orTop(at.path), describe(node))
		return
	}
	if !r.once(node) {
		return
	}
	for i := 0; i+1 < len(node.Content) && len(r.wrong) < maxWrong; i += 2 {
		r.setting(at, node.Content[i], node.Content[i+1])
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if below := at.below(node.Content[i].Value); below != nil && isSection(at, node.Content[i].Value, node.Content[i+1]) {
			r.section(below, node.Content[i+1])
		}
	}
}

// isSection reports whether a key is the name of a command there. A name that a
// flag has as well is the flag's with a scalar: recall.
func isSection(at *section, key string, value *yaml.Node) bool {
	return at.below(key) != nil && (at.flags[key] == nil || value.Kind != yaml.ScalarNode || value.ShortTag() == "!!null")
}

func (r *reader) setting(at *section, key, value *yaml.Node) {
	flags := at.flags[key.Value]
	switch {
	case isSection(at, key.Value, value):
		return
	case len(flags) == 0:
		r.complain(key.Line, "%s", r.unknown(at, key.Value))
		return
	case value.Kind == yaml.MappingNode && !r.once(value):
		return
	}
	read, wrong := token(flags[0], value)
	if wrong != nil {
		r.complain(wrong.node.Line, "%s: want %s, got %s", inside(at, key.Value), wanted[wrong.want], describe(wrong.node))
		return
	}
	if r.secret(read) {
		r.complain(value.Line, "%s: the address has a secret in it: a configuration has none; set %s, or name a file with the secret", inside(at, key.Value), flags[0].Envs[0])
		return
	}
	for _, flag := range flags {
		if err := accepts(flag, read); err != nil {
			r.complain(value.Line, "%s: %v", inside(at, key.Value), err)
			return
		}
		r.file.entries[flag] = entry{inside(at, key.Value), read, value.Line, len(at.words())}
	}
	r.file.keys++
}

// plain refuses what YAML has beside plain values. Without aliases a file takes
// no more memory than its bytes say.
func (r *reader) plain(node *yaml.Node) bool {
	switch {
	case node.Kind == yaml.AliasNode:
		r.complain(node.Line, "the alias *%s: a configuration has no anchors and aliases", node.Value)
		return false
	case node.Anchor != "":
		r.complain(node.Line, "the anchor &%s: a configuration has no anchors and aliases", node.Anchor)
		return false
	case node.Style&yaml.TaggedStyle != 0:
		r.complain(node.Line, "the tag %s: a configuration has no tags", quoted(node.Tag))
		return false
	}
	for _, child := range node.Content {
		if !r.plain(child) {
			return false
		}
	}
	return true
}

// once refuses keys that are no names, and those that are there twice.
func (r *reader) once(node *yaml.Node) bool {
	lines := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
			r.complain(key.Line, "a key must be a name")
			return false
		}
		if first, twice := lines[key.Value]; twice {
			r.complain(key.Line, "%s is there twice, first in line %d", quoted(key.Value), first)
			return false
		}
		lines[key.Value] = key.Line
	}
	return true
}
