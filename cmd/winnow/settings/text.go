package settings

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// errNoText is that of a value that cannot be shown.
var errNoText = errors.New("a value that has no text")

// texts returns the scalars of a value, each as its flag reads it. A map has its
// keys and values in turn, sorted.
func texts(value reflect.Value) (all []string, err error) {
	switch shapeOf(value.Type()) {
	case shapeList:
		for i := range value.Len() {
			text, err := textOf(value.Index(i))
			if err != nil {
				return nil, err
			}
			all = append(all, text)
		}
		return all, nil
	case shapeMap:
		for _, key := range value.MapKeys() {
			text, err := textOf(value.MapIndex(key))
			if err != nil {
				return nil, err
			}
			all = append(all, fmt.Sprint(key.Interface())+"\x00"+text)
		}
		slices.Sort(all)
		return strings.Split(strings.Join(all, "\x00"), "\x00"), nil
	}
	text, err := textOf(value)
	return []string{text}, err
}

// textOf is the inverse of what a flag does with a text.
func textOf(value reflect.Value) (string, error) {
	for value.Kind() == reflect.Pointer && !value.IsNil() {
		value = value.Elem()
	}
	switch v := value.Interface().(type) {
	case time.Duration:
		return shortDuration(v), nil
	case encoding.TextMarshaler:
		text, err := v.MarshalText()
		return string(text), err
	case fmt.Stringer:
		return v.String(), nil
	}
	switch value.Kind() {
	case reflect.Struct, reflect.Slice, reflect.Map, reflect.Pointer, reflect.Func, reflect.Interface:
		return "", errNoText
	}
	return fmt.Sprint(value.Interface()), nil
}

// shortDuration writes 10m for 10m0s.
func shortDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// write returns a value as YAML has it, in one line.
func write(value reflect.Value, texts []string) string {
	t := value.Type()
	switch shapeOf(t) {
	case shapeList:
		for i := range texts {
			texts[i] = scalarText(shapeOf(t.Elem()), texts[i])
		}
		return "[" + strings.Join(texts, ", ") + "]"
	case shapeMap:
		if value.Len() == 0 {
			return "{}"
		}
		var pairs []string
		for i := 0; i+1 < len(texts); i += 2 {
			pairs = append(pairs, scalarText(shapeText, texts[i])+": "+scalarText(shapeOf(t.Elem()), texts[i+1]))
		}
		return "{" + strings.Join(pairs, ", ") + "}"
	}
	return scalarText(shapeOf(t), texts[0])
}

// scalarText returns a scalar as YAML has it: a text that could be read as
// something else is in quotes.
func scalarText(is shape, text string) string {
	if is != shapeText && is != shapeDuration {
		return text
	}
	plain, err := yaml.Marshal(text)
	if line := strings.TrimSuffix(string(plain), "\n"); err == nil && !strings.ContainsAny(text, "\n\r,[]{}") && !strings.Contains(line, "\n") {
		return line
	}
	line, _ := json.Marshal(text) // a string of JSON is one of YAML
	return string(line)
}
