package archive

import "strings"

// parquetColumn is a column of a Parquet file as its schema states it.
type parquetColumn struct {
	path     string // the names that lead to it, with dots
	physical int
	length   int // bytes of a value of fixed length
	meaning  int // of its values
	levels   int // how many of the names on the path may be null
	repeated bool
}

// The physical types.
const (
	typeBoolean = iota
	typeInt32
	typeInt64
	typeInt96
	typeFloat
	typeDouble
	typeBytes
	typeFixed
)

// What values mean, beyond their physical type.
const (
	meansItself = iota
	meansUnsigned
	meansDay
	meansMillis
	meansMicros
	meansNanos
	meansUUID
	meansOther // nothing that is read: decimals, times of day, intervals, …
)

// parseSchema returns the columns that a footer states, in the order of the file.
func parseSchema(footer []byte) ([]parquetColumn, error) {
	t := &thrift{bytes: footer}
	var s schemaReader
	t.fields(func(id int, kind byte) {
		if id == 2 && kind == thriftList {
			t.list(func(kind byte) { s.add(t, kind) })
		}
	})
	if t.err == nil && len(s.open) != 0 || len(s.columns) == 0 {
		t.fail(errThrift)
	}
	if t.err != nil {
		return nil, refuse(ReasonBroken, "the footer of the Parquet file: %w", t.err)
	}
	return s.columns, nil
}

// schemaReader makes columns of the elements of a schema, which are a tree, the
// parent first.
type schemaReader struct {
	columns []parquetColumn
	open    []schemaGroup // that the next element is in
	begun   bool
}

type schemaGroup struct {
	name     string
	children int64 // that are still to come
	levels   int
	repeated bool
}

func (s *schemaReader) add(t *thrift, kind byte) {
	if kind != thriftStruct || s.begun && len(s.open) == 0 {
		t.fail(errThrift)
		return
	}
	e := readElement(t)
	if !s.begun { // the root has no name in paths, and is never null
		s.begun, e.name, e.repetition = true, "", 0
	}
	here := schemaGroup{name: e.name, children: e.children}
	if n := len(s.open); n > 0 {
		parent := &s.open[n-1]
		parent.children--
		here.levels, here.repeated = parent.levels, parent.repeated
		if n > 1 {
			here.name = parent.name + "." + e.name
		}
	}
	const optional, repeated = 1, 2
	if e.repetition == optional || e.repetition == repeated {
		here.levels++
	}
	here.repeated = here.repeated || e.repetition == repeated
	if len(here.name) > 1<<12 || len(s.open) > thriftDepth {
		t.fail(errThrift)
	}
	if e.children > 0 {
		s.open = append(s.open, here)
	} else {
		s.columns = append(s.columns, parquetColumn{
			path: here.name, physical: e.physical, length: e.length, meaning: e.meaning(), levels: here.levels, repeated: here.repeated,
		})
	}
	for n := len(s.open); n > 0 && s.open[n-1].children == 0; n-- {
		s.open = s.open[:n-1]
	}
}

// element is one element of a schema.
type element struct {
	name       string
	physical   int
	length     int
	repetition int
	children   int64
	converted  int // the older statement of its meaning; -1: none
	logical    int // the newer: its field in the union; 0: none
	unit       int // of a timestamp
	unsigned   bool
}

func readElement(t *thrift) element {
	e := element{converted: -1}
	t.fields(func(id int, kind byte) {
		switch id {
		case 1:
			e.physical = int(t.integer())
		case 2:
			e.length = int(t.integer())
		case 3:
			e.repetition = int(t.integer())
		case 4:
			e.name = strings.ToValidUTF8(string(t.binary()), "\ufffd")
		case 5:
			e.children = t.integer()
		case 6:
			e.converted = int(t.integer())
		case 10:
			if kind == thriftStruct {
				t.fields(func(id int, kind byte) { e.logicalType(t, id, kind) })
			}
		}
	})
	return e
}

// logicalType reads the member of the union of logical types.
func (e *element) logicalType(t *thrift, id int, kind byte) {
	e.logical = id
	if kind != thriftStruct {
		return
	}
	t.fields(func(id int, kind byte) {
		switch {
		case e.logical == logicalTimestamp && id == 2 && kind == thriftStruct:
			t.fields(func(unit int, _ byte) { e.unit = unit })
		case e.logical == logicalInteger && id == 2:
			e.unsigned = kind == thriftFalse
		}
	})
}

const (
	logicalString    = 1
	logicalEnum      = 4
	logicalDate      = 6
	logicalTimestamp = 8
	logicalInteger   = 10
	logicalJSON      = 12
	logicalUUID      = 14
)

// meaning returns what the values of a column are.
func (e *element) meaning() int {
	switch e.logical {
	case logicalString, logicalEnum, logicalJSON:
		return meansItself
	case logicalDate:
		return meansDay
	case logicalTimestamp:
		if e.unit < 1 || e.unit > 3 {
			return meansOther
		}
		return meansMillis + e.unit - 1
	case logicalInteger:
		if e.unsigned {
			return meansUnsigned
		}
		return meansItself
	case logicalUUID:
		return meansUUID
	case 0:
		return e.olderMeaning()
	}
	return meansOther
}

func (e *element) olderMeaning() int {
	switch e.converted {
	case -1, 0, 4, 15, 16, 17, 18, 19: // none, UTF8, ENUM, INT_8 to INT_64, JSON
		return meansItself
	case 6:
		return meansDay
	case 9:
		return meansMillis
	case 10:
		return meansMicros
	case 11, 12, 13, 14:
		return meansUnsigned
	}
	return meansOther
}
