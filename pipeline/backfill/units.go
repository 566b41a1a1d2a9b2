package backfill

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
)

// Unit is a part of the inputs that one machine works on by itself.
type Unit struct {
	Number int            `json:"number"` // from 1
	Inputs archive.Inputs `json:"inputs"`
}

// What a unit holds at most, unless it is one file that can't be cut. A machine
// that dies costs the work on one unit; unitBytes of plain pages are about a
// minute's. The names are in the message that announces the unit.
const (
	unitBytes = 64 << 20 // stored
	unitFiles = 1000
	unitNames = 128 << 10 // bytes of the names of its files
)

// String returns which inputs a unit has.
func (u *Unit) String() string {
	first, last := &u.Inputs[0], &u.Inputs[len(u.Inputs)-1]
	switch {
	case len(u.Inputs) > 1:
		return fmt.Sprintf("unit %d (%d files, %s to %s)", u.Number, len(u.Inputs), first.Name, last.Name)
	case first.From > 0 || first.Until > 0:
		return fmt.Sprintf("unit %d (%s from %d to %d)", u.Number, first.Name, first.From, first.Until)
	}
	return fmt.Sprintf("unit %d (%s)", u.Number, first.Name)
}

// cutUnits cuts inputs into units, which together have all of them, in order.
// The same inputs are always cut the same way.
func cutUnits(ctx context.Context, in archive.Inputs, bytes int64, o archive.Options) (units []Unit, err error) {
	var small archive.Inputs
	var names int
	put := func(of archive.Inputs) {
		if len(of) > 0 {
			units = append(units, Unit{Number: len(units) + 1, Inputs: of})
		}
		small, names = nil, 0
	}
	for i := range in {
		if ctx.Err() != nil {
			return nil, stopped(ctx)
		}
		if !utf8.ValidString(in[i].Name) {
			return nil, fmt.Errorf("%q: the name is not UTF-8, and can't be told to other machines", in[i].Name)
		}
		parts, err := archive.Cut(in[i], bytes, o)
		if err != nil {
			return nil, err
		}
		if len(small) > 0 && (len(parts) > 1 || small.Bytes()+in[i].Size > bytes || len(small) >= unitFiles || names+len(in[i].Name) > unitNames) {
			put(small)
		}
		if len(parts) > 1 {
			for j := range parts {
				put(parts[j : j+1])
			}
			continue
		}
		small = append(small, in[i])
		names += len(in[i].Name)
	}
	put(small)
	return units, nil
}

// UnitsName returns the folder in which machines put what they make of units,
// until all of it is there: OUT.units.
func UnitsName(out string) string { return strings.TrimRight(out, `/\`) + ".units" }

// unitFile returns the name of the file of one unit's documents: out-00001.jsonl,
// or OUT/00001 where the output is a folder.
func (o *Options) unitFile(number int) string {
	if o.Form.Pages() {
		return filepath.Join(o.Out, fmt.Sprintf("%05d", number))
	}
	return output.Numbered(o.Out, number)
}
