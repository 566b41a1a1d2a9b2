package output

import (
	"bufio"
	"context"
	"io"
)

// Pipe writes documents to something that can't be read again, such as standard
// output. It is a Target; what was written can't be resumed.
type Pipe struct {
	form   *Form
	to     *bufio.Writer
	packer packer
	state  State
	begun  bool
	packed Compression
}

// NewPipe returns a target that writes to a pipe.
func NewPipe(to io.Writer, form *Form, packed Compression) (*Pipe, error) {
	p := &Pipe{form: form, to: bufio.NewWriterSize(to, partBuffer), packed: packed}
	if form.alone && packed == Gzip {
		packed = Plain
	}
	var err error
	p.packer, err = newPacker(packed, p.to)
	return p, err
}

// Encode is as Target has it.
func (p *Pipe) Encode(doc *Document) ([]byte, error) { return p.form.encode(doc, p.packed) }

// Write is as Target has it.
func (p *Pipe) Write(_ context.Context, _ *Document, encoded []byte) error {
	if !p.begun && p.form.header != nil {
		header, err := p.form.header(p.packed)
		if err != nil {
			return err
		}
		if _, err := p.packer.Write(header); err != nil {
			return err
		}
	}
	p.begun = true
	p.state.Documents++
	_, err := p.packer.Write(encoded)
	return err
}

// Full is as Target has it: a pipe never is.
func (*Pipe) Full() bool { return false }

// Sync hands what was written to the reader.
func (p *Pipe) Sync(context.Context) (State, error) {
	if err := p.packer.end(); err != nil {
		return p.state, err
	}
	return p.state, p.to.Flush()
}

// Seal is as Target has it.
func (p *Pipe) Seal(ctx context.Context) (State, error) { return p.Sync(ctx) }

// Close is as Target has it.
func (*Pipe) Close() error { return nil }
