package settings

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"
)

// shape is what YAML has for the values of a type.
type shape uint8

const (
	shapeText shape = iota
	shapeDuration
	shapeBool
	shapeInt
	shapeNumber
	shapeList
	shapeMap
)

// wanted is how a complaint names what a shape wants.
var wanted = [...]string{
	shapeText: "text", shapeDuration: "a time such as 30s", shapeBool: "true or false", shapeInt: "a whole number",
	shapeNumber: "a number", shapeList: "a list", shapeMap: "keys with values",
}

var (
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
	mapperType   = reflect.TypeFor[kong.MapperValue]()
	durationType = reflect.TypeFor[time.Duration]()
)

// shapeOf returns the shape of a type that kong decodes.
func shapeOf(t reflect.Type) shape {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == durationType:
		return shapeDuration
	case readsItself(t):
		return shapeText
	}
	switch t.Kind() {
	case reflect.Bool:
		return shapeBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return shapeInt
	case reflect.Float32, reflect.Float64:
		return shapeNumber
	case reflect.Slice:
		return shapeList
	case reflect.Map:
		return shapeMap
	}
	return shapeText
}

// readsItself reports a type that reads a text in its own way.
func readsItself(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	pointer := reflect.PointerTo(t)
	return pointer.Implements(textType) || pointer.Implements(mapperType)
}

// scalar returns the text of a scalar, if it has the shape.
func scalar(node *yaml.Node, want shape) (string, bool) {
	if node.Kind != yaml.ScalarNode {
		return "", false
	}
	tag := node.ShortTag()
	switch want {
	case shapeText: // a size or a time to wait may be 0, and a user may be a number
		return node.Value, tag == "!!str" || tag == "!!int"
	case shapeDuration:
		return node.Value, tag == "!!str"
	case shapeBool:
		return node.Value, tag == "!!bool"
	case shapeInt:
		return node.Value, tag == "!!int"
	case shapeNumber:
		return node.Value, tag == "!!int" || tag == "!!float"
	}
	return "", false
}

// mismatch is a value of another shape than its flag's.
type mismatch struct {
	node *yaml.Node
	want shape
}

// token returns what kong decodes into a flag: the text of a scalar, or the parts
// of a list or a map as they would stand on the command line, so that a value is
// read in one way wherever it comes from.
func token(flag *kong.Flag, node *yaml.Node) (any, *mismatch) {
	t := flag.Target.Type()
	switch want := shapeOf(t); want {
	case shapeList:
		return listToken(flag, node, shapeOf(t.Elem()))
	case shapeMap:
		return mapToken(flag, node, shapeOf(t.Elem()))
	default:
		text, ok := scalar(node, want)
		if !ok {
			return nil, &mismatch{node, want}
		}
		return text, nil
	}
}

func listToken(flag *kong.Flag, node *yaml.Node, want shape) (any, *mismatch) {
	if node.Kind != yaml.SequenceNode {
		return nil, &mismatch{node, shapeList}
	}
	parts := []string{}
	for _, item := range node.Content {
		text, ok := scalar(item, want)
		if !ok {
			return nil, &mismatch{item, want}
		}
		parts = append(parts, text)
	}
	if sep := flag.Tag.Sep; sep != -1 && joins(parts, sep) {
		return kong.JoinEscaped(parts, sep), nil
	}
	all := make([]any, len(parts))
	for i, p := range parts {
		all[i] = p
	}
	return all, nil
}

func mapToken(flag *kong.Flag, node *yaml.Node, want shape) (any, *mismatch) {
	if node.Kind != yaml.MappingNode {
		return nil, &mismatch{node, shapeMap}
	}
	parts := []string{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		text, ok := scalar(node.Content[i+1], want)
		if !ok {
			return nil, &mismatch{node.Content[i+1], want}
		}
		parts = append(parts, node.Content[i].Value+"="+text)
	}
	return kong.JoinEscaped(parts, flag.Tag.MapSep), nil
}

// joins reports parts that kong splits again as they were: it has no way to write
// an empty part, or a backslash before a separator.
func joins(parts []string, sep rune) bool {
	return slices.Equal(kong.SplitEscaped(kong.JoinEscaped(parts, sep), sep), parts)
}

// decode returns the value that a flag has by a token. The flag stays as it is.
func decode(flag *kong.Flag, token any) (reflect.Value, error) {
	target := reflect.New(flag.Target.Type()).Elem()
	switch target.Kind() {
	case reflect.Slice:
		target.Set(reflect.MakeSlice(target.Type(), 0, 0))
	case reflect.Map:
		target.Set(reflect.MakeMap(target.Type()))
	case reflect.Pointer:
		target.Set(reflect.New(target.Type().Elem()))
	}
	scan := kong.Scan().PushTyped(token, kong.FlagValueToken)
	return target, flag.Mapper.Decode(&kong.DecodeContext{Value: flag.Value, Scan: scan}, target)
}

// accepts returns an error for a token that a flag does not take.
func accepts(flag *kong.Flag, token any) error {
	target, err := decode(flag, token)
	if err != nil {
		return err
	}
	if flag.Enum == "" {
		return nil
	}
	texts := []string{fmt.Sprint(target.Interface())}
	if target.Kind() == reflect.Slice {
		texts = nil
		for i := range target.Len() {
			texts = append(texts, fmt.Sprint(target.Index(i).Interface()))
		}
	}
	for _, text := range texts {
		if !slices.Contains(flag.EnumSlice(), text) {
			return fmt.Errorf("%q is none of %s", text, strings.Join(flag.EnumSlice(), ", "))
		}
	}
	return nil
}

func isFalse(token any) bool {
	text, ok := token.(string)
	return ok && slices.Contains([]string{"false", "0", "no"}, strings.ToLower(text))
}

// secret reports whether a text of a token has a secret in it.
func (s *Settings) secret(token any) bool {
	switch v := token.(type) {
	case string:
		return s.hides(v)
	case []any:
		for _, part := range v {
			if s.secret(part) {
				return true
			}
		}
	}
	return false
}

// hides reports a text that is an address with a secret in it. What is no address
// is not asked about.
func (s *Settings) hides(text string) bool {
	return strings.Contains(text, "://") && strings.Contains(text, "@") && s.Redact(text) != text
}
