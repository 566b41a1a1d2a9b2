package lexicon

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

const (
	stopSection   = "stopwords" // common words, which identify the language and are no cues
	letterSection = "letters"   // letters that identify the language
	maxSymbols    = 64          // the longest phrase, in characters
	commentSign   = "#"
	dataFolder    = "data"
	dataFileType  = ".txt"
	noticeFile    = "notices.txt"
)

// entry is one phrase of one class.
type entry struct {
	phrase string
	class  document.CueClass
}

// file is one language's data.
type file struct {
	language  string
	entries   []entry
	stopWords []string
	letters   []rune
}

// readFiles parses every data file, in order of name, and the notices, and returns a
// digest of their names and bytes. Its error names the file and the line.
func readFiles(fsys fs.FS) (files []file, notices file, digest string, err error) {
	names, err := fs.Glob(fsys, path.Join(dataFolder, "*"+dataFileType))
	if err != nil {
		return nil, file{}, "", err
	}
	if len(names) > maxFiles {
		return nil, file{}, "", fmt.Errorf("%d files in %s, at most %d fit a set", len(names), dataFolder, maxFiles)
	}
	hash := sha256.New()
	for _, name := range names {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, file{}, "", err
		}
		fmt.Fprintf(hash, "%s %d\n", name, len(content))
		hash.Write(content)
		f, err := parse(strings.TrimSuffix(path.Base(name), dataFileType), string(content))
		if err != nil {
			return nil, file{}, "", fmt.Errorf("%s:%w", name, err)
		}
		files = append(files, f)
	}
	content, err := fs.ReadFile(fsys, noticeFile)
	if err != nil {
		return nil, file{}, "", err
	}
	fmt.Fprintf(hash, "notices %s", content)
	notices, err = parseNotices(string(content))
	return files, notices, hex.EncodeToString(hash.Sum(nil)), err
}

// parse reads one file: "# comment", "[class]", and one phrase a line. Its error
// begins with the line's number.
func parse(language, content string) (file, error) {
	p := parser{file: file{language: language}}
	number := 0
	for line := range strings.Lines(content) {
		number++
		if err := p.line(strings.TrimRight(line, "\r\n")); err != nil {
			return file{}, fmt.Errorf("%d: %w", number, err)
		}
	}
	return p.file, nil
}

// parser reads one file, line by line.
type parser struct {
	file
	section string // the name of the current one
	class   document.CueClass
}

func (p *parser) line(line string) error {
	switch {
	case line == "" || strings.HasPrefix(line, commentSign):
		return nil
	case strings.HasPrefix(line, "["):
		return p.open(line)
	case p.section == "":
		return fmt.Errorf("phrase %q stands before any [class]", line)
	}
	switch p.section {
	case stopSection:
		p.stopWords = append(p.stopWords, line)
		return nil
	case letterSection:
		p.letters = append(p.letters, []rune(strings.ReplaceAll(line, " ", ""))...)
		return nil
	}
	p.entries = append(p.entries, entry{phrase: line, class: p.class})
	return nil
}

func (p *parser) open(line string) error {
	name, closed := strings.CutSuffix(line[1:], "]")
	if !closed {
		return fmt.Errorf("section %q has no closing bracket", line)
	}
	p.section = name
	if name == stopSection || name == letterSection {
		return nil
	}
	var err error
	p.class, err = document.ParseCueClass(name)
	return err
}

// parseNotices reads the file of notices. To a phrasebook a class is a number, so that
// a NoticeClass can be stored as a CueClass.
func parseNotices(content string) (file, error) {
	f := file{language: "notices"}
	class, open := NoticeClass(0), false
	number := 0
	for line := range strings.Lines(content) {
		number++
		line = strings.TrimRight(line, "\r\n")
		switch {
		case line == "" || strings.HasPrefix(line, commentSign):
		case strings.HasPrefix(line, "["):
			if class, open = noticeNamed(line); !open {
				return file{}, fmt.Errorf("notices:%d: unknown section %q", number, line)
			}
		case !open:
			return file{}, fmt.Errorf("notices:%d: phrase %q stands before any [class]", number, line)
		default:
			f.entries = append(f.entries, entry{phrase: line, class: document.CueClass(class)})
		}
	}
	return f, nil
}

func noticeNamed(section string) (NoticeClass, bool) {
	for n, name := range noticeNames {
		if section == "["+name+"]" {
			return NoticeClass(n), true
		}
	}
	return 0, false
}
