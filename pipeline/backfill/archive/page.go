package archive

import (
	"errors"
	"io"
	"path/filepath"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// page reads a file that is one page or one text.
type page struct {
	s       *stream
	options *Options
	done    bool
}

func openPage(s *stream, at Mark, o *Options) (reader, error) {
	return &page{s: s, options: o, done: at.Number > 0}, nil
}

func (p *page) close() error { return nil }

func (p *page) next() (*Record, error) {
	if p.done {
		return nil, io.EOF
	}
	p.done = true
	content, err := io.ReadAll(io.LimitReader(p.s.bytes, int64(p.options.MaxRecord)+1))
	if err != nil {
		return nil, err
	}
	name := p.s.name
	return &Record{
		Number: 1, Size: len(content), After: Mark{Number: 1},
		Open: func() (document.Raw, error) {
			if len(content) > p.options.MaxRecord {
				return document.Raw{}, refuse(ReasonTooLarge, "it has more than %d bytes", p.options.MaxRecord)
			}
			return rawPage(name, content), nil
		},
		Original: func() (string, []byte) { return OriginalPage, content },
	}, nil
}

// rawPage returns the document of a file. Its id is the file's name: the same
// file is the same document, whatever is written into it.
func rawPage(name string, content []byte) document.Raw {
	return record.Identify(document.Raw{ID: filepath.ToSlash(name), Content: content})
}

// brokenOff returns what is said of an input whose rest can't be read.
func brokenOff(err error) error {
	if refused := (*Error)(nil); errors.As(err, &refused) {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return refuse(ReasonBroken, "the input breaks off: %w", err)
	}
	return refuse(ReasonBroken, "the rest of the input can't be read: %w", err)
}
