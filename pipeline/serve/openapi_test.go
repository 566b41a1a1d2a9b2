package serve

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/pipeline/ask"
	"github.com/winnow-news/winnow/pipeline/record"
)

// description is what the tests look at in the OpenAPI description.
type description struct {
	OpenAPI string
	Paths   map[string]map[string]struct {
		Parameters  []struct{ Name, In string }
		RequestBody struct{ Content map[string]content }
		Responses   map[string]struct{ Content map[string]content }
	}
}

type content struct {
	Schema  json.RawMessage
	Example any
}

// described returns the description as a server tells it, and its schemas.
func described(t *testing.T) (description, func(name string) *jsonschema.Schema) {
	t.Helper()
	text, err := openAPI()
	if err != nil {
		t.Fatal(err)
	}
	var d description
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	if err := compiler.AddResource("mem:///openapi.json", whole); err != nil {
		t.Fatal(err)
	}
	return d, func(name string) *jsonschema.Schema {
		schema, err := compiler.Compile("mem:///openapi.json#/components/schemas/" + name)
		if err != nil {
			t.Fatalf("schema %s: %v", name, err)
		}
		return schema
	}
}

// realBench is a server with the engine that winnow has.
func realBench(t *testing.T) *bench {
	engine, err := cleaners.New()
	if err != nil {
		t.Fatal(err)
	}
	build := record.Build{Version: "test", Rules: "test"}
	return newBench(t, nil, func(o *Options) {
		o.Forms = []ask.Form{ask.JSON(engine, build), ask.Markdown(engine), ask.Text(engine)}
		o.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "x 1\n") })
	}, ask.Options{})
}

// TestTheDescriptionIsWhatTheHandlersDo asks for every path with every method, posts
// every example of a body, and asks for every form of an answer.
func TestTheDescriptionIsWhatTheHandlersDo(t *testing.T) {
	d, schema := described(t)
	b := realBench(t)
	if !strings.HasPrefix(d.OpenAPI, "3.1.") {
		t.Errorf("openapi %q", d.OpenAPI)
	}
	want := []string{pathClean, pathHealth, pathMetrics, pathOpenAPI, pathReady}
	if got := slices.Sorted(maps.Keys(d.Paths)); !slices.Equal(got, want) {
		t.Errorf("paths %v, want %v", got, want)
	}
	for path, methods := range d.Paths {
		for _, method := range []string{"get", "post", "put", "delete", "patch"} {
			got := b.do(t, strings.ToUpper(method), path, nil)
			if _, told := methods[method]; told == (got.status == http.StatusMethodNotAllowed) {
				t.Errorf("%s %s: %d, and described: %v", method, path, got.status, told)
			}
		}
		for method, does := range methods {
			for status, response := range does.Responses {
				if _, problem := response.Content[typeProblem]; problem && len(response.Content) != 1 {
					t.Errorf("%s %s %s has a problem beside other forms", method, path, status)
				}
			}
			if method != "get" {
				continue
			}
			got := b.do(t, "GET", path, nil)
			mime, _, _ := strings.Cut(got.header.Get("Content-Type"), ";")
			if _, told := does.Responses["200"].Content[mime]; !told || got.status != 200 {
				t.Errorf("GET %s: %d %s, which is not described", path, got.status, mime)
			}
		}
	}
	clean := d.Paths[pathClean]["post"]
	for mime, body := range clean.RequestBody.Content {
		text, isText := body.Example.(string)
		if !isText {
			validate(t, schema("Envelope"), "the example of "+mime, body.Example)
			text = marshal(t, body.Example)
		}
		for accepted := range clean.Responses["200"].Content {
			got := b.do(t, "POST", pathClean, strings.NewReader(text), "Content-Type: "+mime, "Accept: "+accepted)
			is, _, _ := strings.Cut(got.header.Get("Content-Type"), ";")
			if isBatch := mime == typeLines; isBatch != (accepted == typeLines) {
				wantProblem(t, mime+" as "+accepted, got, 406, "not-acceptable")
				continue
			}
			if got.status != 200 || is != accepted {
				t.Errorf("%s as %s: %d %s %s", mime, accepted, got.status, is, got.body)
			}
			checkAnswer(t, schema, is, got.body)
		}
	}
	for mime, answer := range clean.Responses["200"].Content {
		if mime == typeLines {
			checkAnswer(t, schema, mime, answer.Example.(string))
		} else if mime == ask.TypeJSON {
			validate(t, schema("Clean"), "the example of an answer", answer.Example)
		}
	}
	if example := clean.Responses["413"].Content[typeProblem].Example; example == nil {
		t.Error("no example of a problem")
	} else {
		validate(t, schema("Problem"), "the example of a problem", example)
	}
}

// checkAnswer wants an answer to be as its schema has it.
func checkAnswer(t *testing.T, schema func(string) *jsonschema.Schema, mime, body string) {
	t.Helper()
	switch mime {
	case ask.TypeJSON:
		validate(t, schema("Clean"), "an answer", parsed(t, body))
	case typeLines:
		lines := 0
		for line := range strings.Lines(body) {
			lines++
			name := "Clean"
			if strings.HasPrefix(line, `{"error"`) {
				name = "LineError"
			}
			validate(t, schema(name), "a line", parsed(t, line))
		}
		if lines != 2 {
			t.Errorf("%d lines, want a document and an error:\n%s", lines, body)
		}
	}
}

func validate(t *testing.T, schema *jsonschema.Schema, what string, value any) {
	t.Helper()
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

func parsed(t *testing.T, text string) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return value
}

func marshal(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestTheDescriptionHasEveryStatus holds the statuses of POST /clean against those
// that a refusal can have.
func TestTheDescriptionHasEveryStatus(t *testing.T) {
	d, _ := described(t)
	told := d.Paths[pathClean]["post"].Responses
	for _, reason := range ask.Reasons() {
		status := ask.Refuse(reason, "x").Status
		if reason == ask.ReasonGone || reason == ask.ReasonNotFound || reason == ask.ReasonAnswerLarge { // to nobody, of other paths, over NATS
			continue
		}
		if _, is := told[strconv.Itoa(status)]; !is {
			t.Errorf("%s has the status %d, which is not described", reason, status)
		}
	}
	for status, response := range told {
		if _, problem := response.Content[typeProblem]; status != "200" && !problem {
			t.Errorf("%s is no problem", status)
		}
	}
}
