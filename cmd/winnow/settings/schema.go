package settings

import (
	"encoding/json"
	"io"
	"reflect"
	"strconv"

	"github.com/alecthomas/kong"
)

// durationPattern is what time.ParseDuration takes.
const durationPattern = `^[+-]?(0|([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))*)$`

// WriteSchema writes the JSON Schema, draft 2020-12, of a file.
func (s *Settings) WriteSchema(to io.Writer) error {
	d := definitions{}
	schema := d.section(s.root)
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = "configuration of " + s.parser.Model.Name
	schema["description"] = s.parser.Model.Help
	schema["$defs"] = d
	out := json.NewEncoder(to)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(schema)
}

// definitions are the settings that more than one section has in the same words,
// by their variable.
type definitions map[string]map[string]any

// section returns the schema of what may stand at one level.
func (d definitions) section(at *section) map[string]any {
	properties := map[string]any{}
	for _, name := range at.names {
		properties[name] = d.reference(at.flags[name][0])
	}
	for _, sub := range at.sections {
		schema := d.section(sub)
		schema["description"] = sub.node.Help
		if flag := properties[sub.node.Name]; flag != nil { // a command and a flag of one name
			properties[sub.node.Name] = map[string]any{"anyOf": []any{flag, schema}}
			continue
		}
		properties[sub.node.Name] = schema
	}
	// A section whose keys are all comments is null.
	return map[string]any{"type": []string{"object", "null"}, "additionalProperties": false, "properties": properties}
}

// reference returns a flag's schema, or where it stands already.
func (d definitions) reference(flag *kong.Flag) map[string]any {
	schema, name := setting(flag), flag.Envs[0]
	if d[name] == nil {
		d[name] = schema
	}
	if reflect.DeepEqual(d[name], schema) {
		return map[string]any{"$ref": "#/$defs/" + name}
	}
	return schema
}

// setting returns the schema of a flag.
func setting(flag *kong.Flag) map[string]any {
	t := flag.Target.Type()
	schema := ofType(t)
	schema["description"] = Help(flag.Value)
	values := schema
	if items, ok := schema["items"].(map[string]any); ok {
		values = items
	}
	if flag.Enum != "" {
		values["enum"] = flag.EnumSlice()
	}
	if flag.HasDefault && flag.Default != "" {
		if value := defaultOf(shapeOf(t), flag.Default); value != nil {
			schema["default"] = value
		}
	}
	return schema
}

func ofType(t reflect.Type) map[string]any {
	switch shapeOf(t) {
	case shapeBool:
		return map[string]any{"type": "boolean"}
	case shapeNumber:
		return map[string]any{"type": "number"}
	case shapeInt:
		schema := map[string]any{"type": "integer"}
		if t.Kind() >= reflect.Uint && t.Kind() <= reflect.Uint64 {
			schema["minimum"] = 0
		}
		return schema
	case shapeDuration:
		return map[string]any{"type": "string", "pattern": durationPattern}
	case shapeList:
		return map[string]any{"type": "array", "items": ofType(t.Elem())}
	case shapeMap:
		return map[string]any{"type": "object", "additionalProperties": ofType(t.Elem())}
	}
	return map[string]any{"type": []string{"string", "integer"}}
}

// defaultOf returns a default as JSON has it, or nil for one that has no such
// form: lists and maps are empty by default.
func defaultOf(is shape, text string) any {
	switch is {
	case shapeBool, shapeInt, shapeNumber:
		if _, err := strconv.ParseFloat(text, 64); err == nil || is == shapeBool {
			return json.RawMessage(text)
		}
		return nil
	case shapeList, shapeMap:
		return nil
	}
	return text
}
