package document

import (
	"slices"
	"testing"
)

func TestNamesGoRoundTrip(t *testing.T) {
	for _, k := range Kinds() {
		if got, err := ParseKind(k.String()); err != nil || got != k {
			t.Errorf("ParseKind(%q) = %v, %v; want %v", k.String(), got, err, k)
		}
	}
	for c := range CueClassCount {
		if got, err := ParseCueClass(CueClass(c).String()); err != nil || int(got) != c {
			t.Errorf("ParseCueClass(%q) = %v, %v; want %d", CueClass(c), got, err, c)
		}
	}
	for r := range roleCount {
		var got Role
		if err := got.UnmarshalText([]byte(r.String())); err != nil || got != r {
			t.Errorf("role %v came back as %v, %v", r, got, err)
		}
	}
}

func TestUnknownNamesAreErrors(t *testing.T) {
	if _, err := ParseKind("cartoon"); err == nil {
		t.Error(`ParseKind("cartoon") gave no error`)
	}
	if _, err := ParseCueClass("cartoon"); err == nil {
		t.Error(`ParseCueClass("cartoon") gave no error`)
	}
}

func TestLedgerCheckFindsWhatDoesNotBalance(t *testing.T) {
	cases := []struct {
		name    string
		entries []Entry
		ok      bool
	}{
		{"whole", []Entry{{Span: Span{0, 4}}, {Span: Span{4, 9}}}, true},
		{"gap", []Entry{{Span: Span{0, 4}}, {Span: Span{5, 9}}}, false},
		{"overlap", []Entry{{Span: Span{0, 5}}, {Span: Span{4, 9}}}, false},
		{"empty entry", []Entry{{Span: Span{0, 4}}, {Span: Span{4, 4}}, {Span: Span{4, 9}}}, false},
		{"short", []Entry{{Span: Span{0, 8}}}, false},
	}
	for _, c := range cases {
		ledger := LedgerOf(c.entries...)
		if err := ledger.Check(9); (err == nil) != c.ok {
			t.Errorf("%s: Check = %v, want ok %v", c.name, err, c.ok)
		}
	}
}

func TestSortVerdictsForgetsTheOrderOfSpeaking(t *testing.T) {
	vs := []Verdict{
		{Block: 1, Kind: Caption, Rule: "b", Score: .9},
		{Block: 0, Kind: Related, Rule: "a", Score: .8},
		{Block: 1, Kind: Caption, Rule: "b", Score: .7},
		{Block: 1, Span: Span{3, 9}, Kind: Caption, Rule: "a", Score: .9},
	}
	want := slices.Clone(vs)
	SortVerdicts(want)
	slices.Reverse(vs)
	SortVerdicts(vs)
	if !slices.Equal(vs, want) {
		t.Errorf("got %v\nwant %v", vs, want)
	}
}

func TestNamedBelow(t *testing.T) {
	said := Shape{Words: 40, Ends: EndStop}
	line := Shape{Words: 40}
	named, plain := &Element{Names: NamedComments}, &Element{}
	for _, c := range []struct {
		name   string
		blocks []Block
		from   int
		want   int
	}{
		{"below enough", []Block{{Shape: said, Element: plain}, {Shape: said, Element: plain}, {Shape: line, Element: named}}, 0, 2},
		{"below too little", []Block{{Shape: said, Element: plain}, {Shape: said, Element: named}}, 0, 2},
		{"below lines", []Block{{Shape: said, Element: plain}, {Shape: line, Element: plain}, {Shape: said, Element: named}}, 0, 3},
		{"from the second on", []Block{{Shape: said, Element: plain}, {Shape: said, Element: plain}, {Shape: said, Element: named}}, 1, 3},
		{"below another headline", []Block{{Shape: said, Element: plain}, {Shape: said, Element: plain}, {Role: RoleHeading, Level: 1, Element: plain}, {Shape: said, Element: named}}, 0, 4},
		{"in a text", []Block{{Shape: said}, {Shape: said}, {Shape: said}}, 0, 3},
	} {
		d := Document{Blocks: c.blocks}
		if got := d.NamedBelow(NamedComments, c.from, 80); got != c.want {
			t.Errorf("%s: block %d, want %d", c.name, got, c.want)
		}
	}
}
