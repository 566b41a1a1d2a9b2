package record

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestBadEnvelopesSayWhatIsWrong(t *testing.T) {
	cases := []struct{ name, line, reason, want string }{
		{"cut off", `{"content": "a`, ReasonBroken, "broken JSON at byte 14"},
		{"stray byte", `{"content": "a"} x`, ReasonBroken, "broken JSON at byte 18"},
		{"nothing", ``, ReasonBroken, "broken JSON at byte 0"},
		{"not an object", `["a"]`, ReasonBroken, "the envelope is a JSON array, want an object"},
		{"number as content", `{"content": 12}`, ReasonBroken, "content is a JSON number at byte 14, want a string"},
		{"object as url", `{"content": "a", "url": {}}`, ReasonBroken, "url is a JSON object"},
		{"another charset", "{\"content\": \"caf\xe9\"}", ReasonBroken, "not UTF-8 at byte 17"},
		{"unknown version", `{"schema": "winnow.raw.v7", "content": "a"}`, ReasonVersion, `schema is "winnow.raw.v7", want "winnow.raw.v1"`},
		{"a clean document", `{"schema": "winnow.clean.v1", "text": "a"}`, ReasonVersion, `schema is "winnow.clean.v1"`},
		{"two contents", `{"content": "a", "content_b64": "YQ=="}`, ReasonContent, "both content and content_b64"},
		{"no content", `{"id": "a"}`, ReasonContent, "neither content nor content_b64"},
		{"null content", `{"content": null}`, ReasonContent, "neither content nor content_b64"},
		{"bad base64", `{"content_b64": "YQ=*"}`, ReasonBroken, "content_b64: illegal base64 data at input byte 2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseEnvelope([]byte(c.line))
			refusal, ok := err.(*Error)
			if !ok {
				t.Fatalf("ParseEnvelope = %v, want a refusal", err)
			}
			if refusal.Reason() != c.reason || !strings.Contains(err.Error(), c.want) {
				t.Errorf("refused for %s: %v\nwant %s: …%s…", refusal.Reason(), err, c.reason, c.want)
			}
			// A schema looks at neither broken JSON nor charsets nor base64.
			visible := json.Valid([]byte(c.line)) && utf8.ValidString(c.line) && c.name != "bad base64"
			if visible && conforms(t, RawJSONSchema, []byte(c.line)) == nil {
				t.Errorf("the schema allows %s", c.line)
			}
		})
	}
}

func TestParseTellsEnvelopesFromBareBodies(t *testing.T) {
	envelope := `{"id": "e", "content": "a"}`
	cases := []struct {
		name   string
		header map[string][]string
		body   string
		want   document.Raw
	}{
		{"sniffed envelope", nil, " \n" + envelope, document.Raw{ID: "e", Content: []byte("a")}},
		{"byte order mark", nil, "\ufeff" + envelope, document.Raw{ID: "e", Content: []byte("a")}},
		{"named envelope", map[string][]string{"Content-Type": {"application/json; charset=utf-8"}}, envelope, document.Raw{ID: "e", Content: []byte("a")}},
		{"vendor type", map[string][]string{"Content-Type": {"application/vnd.x+json"}}, envelope, document.Raw{ID: "e", Content: []byte("a")}},
		{"headers fill an envelope's gaps", map[string][]string{"Winnow-Id": {"h"}, "Winnow-Url": {"https://a.example/"}}, `{"content": "a"}`,
			document.Raw{ID: "h", URL: "https://a.example/", Content: []byte("a")}},
		{"an envelope's own fields win", map[string][]string{"Winnow-Id": {"h"}}, envelope, document.Raw{ID: "e", Content: []byte("a")}},
		{"text that looks like JSON", map[string][]string{"Content-Type": {"text/plain"}, "winnow-id": {"h"}}, envelope,
			document.Raw{ID: "h", ContentType: "text/plain", Content: []byte(envelope)}},
		{"bare body", map[string][]string{"WINNOW-ID": {"h"}}, "Text.", document.Raw{ID: "h", Content: []byte("Text.")}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse(c.header, []byte(c.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("raw document (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEnvelopesGoRoundTripAndConform(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[ -~é<>&]{0,12}`)
		raw := document.Raw{
			ID: "id" + text.Draw(t, "id"), URL: text.Draw(t, "url"), Title: text.Draw(t, "title"), Source: text.Draw(t, "source"),
			Language: text.Draw(t, "language"), FetchedAt: text.Draw(t, "fetched"), ContentType: text.Draw(t, "type"),
			Content: rapid.SliceOf(rapid.Byte()).Draw(t, "content"),
		}
		line, err := Wrap(raw).Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if err := conforms(t, RawJSONSchema, line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		got, err := ParseEnvelope(line)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(raw, got); diff != "" {
			t.Fatalf("round trip of %s (-want +got):\n%s", line, diff)
		}
	})
}

// conforms reports how a line of JSON breaks a JSON Schema.
func conforms(t interface{ Fatal(...any) }, schema, line []byte) error {
	source, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	clean, err := jsonschema.UnmarshalJSON(bytes.NewReader(CleanJSONSchema)) // parts have lists of its
	if err == nil {
		err = compiler.AddResource("urn:winnow:schema:clean:v1", clean)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource("schema.json", source); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(value)
}

func TestIdentityDependsOnContentAndURL(t *testing.T) {
	plain := Identify(document.Raw{Content: []byte("a")})
	if want := "ca978112ca1bbdcafac231b39a23dc4d"; plain.ID != want { // sha256sum of "a", its first half
		t.Errorf("id of %q is %s, want %s", "a", plain.ID, want)
	}
	if with := Identify(document.Raw{Content: []byte("a"), URL: "u"}); with.ID == plain.ID {
		t.Error("the URL does not change the id")
	}
	if titled := Identify(document.Raw{Content: []byte("a"), Title: "t"}); titled.ID != plain.ID {
		t.Error("a title changes the id")
	}
	if own := Identify(document.Raw{ID: "mine", Content: []byte("a")}); own.ID != "mine" {
		t.Errorf("the scraper's id became %s", own.ID)
	}
}

func TestRevisionChangesWithWhatTheResultDependsOn(t *testing.T) {
	base := document.Raw{ID: "i", URL: "u", Title: "t", Source: "s", Language: "l", ContentType: "c", Content: []byte("x"), FetchedAt: "f"}
	changes := map[string]func(*document.Raw){
		"id": func(r *document.Raw) { r.ID += "'" }, "url": func(r *document.Raw) { r.URL += "'" },
		"title": func(r *document.Raw) { r.Title += "'" }, "source": func(r *document.Raw) { r.Source += "'" },
		"language": func(r *document.Raw) { r.Language += "'" }, "content type": func(r *document.Raw) { r.ContentType += "'" },
		"content": func(r *document.Raw) { r.Content = []byte("x'") },
	}
	for name, change := range changes {
		changed := base
		if change(&changed); Revision(changed) == Revision(base) {
			t.Errorf("a change of the %s is the same revision", name)
		}
	}
	again := base
	if again.FetchedAt = "later"; Revision(again) != Revision(base) {
		t.Error("fetching the same again is another revision")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("", []byte(`{"content": "a"}`))
	f.Add("text/html", []byte("<p>a</p>"))
	f.Add("application/json", []byte(`{"content_b64": "//8="`))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		raw, err := Parse(map[string][]string{"Content-Type": {contentType}}, body)
		if err != nil {
			if _, ok := err.(*Error); !ok {
				t.Errorf("Parse gave %T, want *Error: %v", err, err)
			}
			return
		}
		if raw.ID == "" {
			t.Error("a document without an id")
		}
	})
}
