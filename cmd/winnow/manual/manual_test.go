package manual

import (
	"io"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

type shared struct {
	Server string `help:"Where it is." placeholder:"URL"`
}

type program struct {
	Copy struct {
		shared
		From string `arg:"" help:"What."`
		Form string `default:"text" help:".docx is none, C:\\x neither; a help that is long goes on in another line of the source."`
	} `cmd:"" help:"Copy it."`
	Box struct {
		Open struct{ shared } `cmd:"" help:"Open it."`
	} `cmd:"" help:"A group."`
	Gone    struct{ shared } `cmd:"" hidden:"" help:"Not shown."`
	Verbose bool             `short:"v" help:"More."`
}

const want = `.TH "P" "1" "2026-01-02" "p 1.2"
.nh
.ad l
.SH "NAME"
p \- does "it"
.SH "SYNOPSIS"
.B "p"
\fICOMMAND\fR [\fIFLAG\fR ...] [\fIARGUMENT\fR ...]
.SH "COMMANDS"
.SS "copy <from>"
Copy it.
.TP
.I "FROM"
What.
.TP
.B "\-\-form=text"
\&.docx is none, C:\ex neither; a help that is long goes on in another line of
the source.
.PP
Shared flags: \-\-server.
.SS "box open"
Open it.
.PP
Shared flags: \-\-server.
.SH "FLAGS OF ALL COMMANDS"
.TP
.B "\-h, \-\-help"
Show context\-sensitive help.
.TP
.B "\-v, \-\-verbose"
More.
.SH "SHARED FLAGS"
.TP
.B "\-\-server=URL"
Where it is.
.SH "FILES"
One.
.PP
'Two'
`

func TestWrite(t *testing.T) {
	parser, err := kong.New(new(program), kong.Name("p"), kong.Description(`Does "it".`), kong.Writers(io.Discard, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	page := Page{Version: "1.2", Date: "2026-01-02", Sections: []Section{{"FILES", []string{"One.", "'Two'"}}}}
	if err := Write(&out, parser.Model, page, func(v *kong.Value) string { return v.Help }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Replace(want, "\n'Two'", "\n"+`\&'Two'`, 1), out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
