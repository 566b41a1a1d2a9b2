package archive

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Place is where a part of an input begins.
type Place struct {
	Offset int64 // as the marks of the form have it
	Stored int64 // bytes before it, as they are stored
}

// Cut returns the parts of an input, which together have each of its records
// once and in order: parts of about size bytes where the form of the input can
// begin inside, and else the input as it is. An error is the operating system's;
// an input that can't be read for another reason is left to who reads it.
func Cut(in Input, size int64, o Options) (Inputs, error) {
	if in.Name == Stdin || size <= 0 || in.Size <= size {
		return Inputs{in}, nil
	}
	places, err := placesIn(in, size, o)
	if err != nil {
		if ofSystem(err) {
			return nil, fmt.Errorf("%s: %w", in.Name, err)
		}
		places = nil
	}
	parts := Inputs{in}
	for _, place := range places {
		last := &parts[len(parts)-1]
		next := *last
		next.From, next.Before, next.Size = place.Offset, place.Stored, in.Size-place.Stored
		last.Until, last.Size = place.Offset, last.Size-next.Size
		parts = append(parts, next)
	}
	return parts, nil
}

// placesIn returns where parts of an input may begin, the first left out.
func placesIn(in Input, size int64, o Options) (_ []Place, err error) {
	o = o.withDefaults()
	s, err := openStream(in.Name, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	f := formOf(s.name, s.head())
	if o.Form != "" {
		if f, err = formNamed(o.Form); err != nil {
			return nil, err
		}
	}
	if f == nil || f.cut == nil {
		return nil, nil
	}
	return f.cut(s, in.Size, size, &o)
}

// cutLines cuts a plain file behind ends of lines. What is packed has to be read
// from its beginning.
func cutLines(s *stream, total, size int64, _ *Options) (places []Place, err error) {
	if s.packed != nil || s.file == nil {
		return nil, nil
	}
	step := total / ((total + size - 1) / size) // parts of one size, not a small last one
	for at := step; at < total; at += step {
		end, err := lineEnd(s.file, at, total)
		if err != nil {
			return nil, err
		}
		if end >= total {
			break
		}
		places = append(places, Place{end, end})
		at = max(at, end)
	}
	return places, nil
}

// cutParquet cuts at row groups.
func cutParquet(s *stream, total, size int64, o *Options) (places []Place, err error) {
	opened, err := openParquet(s, Mark{}, o)
	if err != nil {
		return nil, err
	}
	p := opened.(*parquetReader)
	defer func() { err = errors.Join(err, p.close()) }()
	last := int64(0)
	for i := range p.groups {
		begin := total
		for _, chunk := range p.groups[i].chunks {
			begin = min(begin, chunk.start)
		}
		if begin-last >= size && begin < total { // a file may say anything
			places = append(places, Place{int64(i), begin})
			last = begin
		}
	}
	return places, nil
}

// lineEnd returns the offset behind the first end of a line from an offset on;
// total when there is none before it.
func lineEnd(file io.ReaderAt, at, total int64) (int64, error) {
	from := bufio.NewReaderSize(io.NewSectionReader(file, at, total-at), bufferBytes)
	for {
		part, err := from.ReadSlice('\n')
		at += int64(len(part))
		switch {
		case errors.Is(err, io.EOF):
			return total, nil
		case err == nil || !errors.Is(err, bufio.ErrBufferFull):
			return at, err
		}
	}
}
