package segment

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures/cases"
)

// FuzzLean compares the documents that are made of a page with all that it has and of
// one without what nobody reads.
func FuzzLean(f *testing.F) {
	for _, page := range cases.Sections(cases.Page) {
		f.Add(page)
	}
	f.Add("<head><title>a</title> <script>b</script> <link rel=icon> c</head> <p>d <b>e</b> <!-- f --> <i>g</i> </p> <div> h <br> <span> i</span></div>")
	f.Add("<table> <tr> <td> a </td> <td> <b>b </td> <td>c</b> </td> </tr> d </table> <p>e<b>f</p> <p>g</p> h</b> <div> i </div>")
	f.Add("<a-b>a</a-b> <c-d>b</c-d><!----><c-d>c</c-d> <div> <a-b>d</a-b> </div><ul> <li> e <li> <div> f </li> </div> <form> g <div> </form> h </div> i</ul>")
	f.Add("<p>a<a href='#fn1'> <sup> 1 </sup> </a> b</p> <p id=fn1> <a href='#a'> 1 </a> c</p> <select> <option> d </option> <input> e <button> f <div> </button> g </div>")
	f.Add("<div><template shadowrootmode=open> <p> a </p> <slot></slot> </template> <p> b </p> </div> <svg> <g> </g> </svg> <h1> c <h2> d </h1> <pre> e <!-- f --> </pre> <p> g")
	f.Add("<span>Ada Lee</span> <script>a</script> <span>b</span> <p hidden> a <div style='display:none'> b </div> <p>x <span style='display:none'> <div> b</div> </span> y.</p>")
	f.Fuzz(func(t *testing.T, page string) { compareLean(t, page) })
}

// TestLeanSoup is FuzzLean for pages whose tags stand in any order.
func TestLeanSoup(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 1))
	for range 1000 {
		compareLean(t, cases.Soup(r))
	}
}

// TestLeanPagesHaveWhatAHeadStates compares the documents of pages whose head states one
// field, by each of the names that metadata knows.
func TestLeanPagesHaveWhatAHeadStates(t *testing.T) {
	source, err := os.ReadFile("metadata/meta_names.go")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`"([^"]+)": +meta[A-Z]`).FindAllSubmatch(source, -1)
	if len(names) < 100 {
		t.Fatalf("metadata/meta_names.go has %d names, want all", len(names))
	}
	for _, name := range names {
		for _, value := range [...]string{"Ada Lee", "2026-03-04T10:00:00Z", "https://news.example/a/b-c", "en"} {
			compareLean(t, fmt.Sprintf(`<html><head><title>a</title><meta name="%s" content="%s"></head><body><h1>A headline</h1><p>Words.`, name[1], value))
		}
	}
}

func compareLean(t *testing.T, page string) {
	t.Helper()
	raw := document.Raw{Content: []byte(page), ContentType: "text/html; charset=utf-8", URL: "https://news.example/2026/a-b-c-d"}
	full, err := decode.Decode(raw, decode.DefaultLimits())
	if err != nil || full.Page == nil {
		return
	}
	lean, err := decode.DecodeWith(raw, decode.DefaultLimits(), decode.Options{Lean: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Segment(raw, full), Segment(raw, lean), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%q (-with all that it has +without):\n%s", page, diff)
	}
}
