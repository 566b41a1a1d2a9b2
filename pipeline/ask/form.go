package ask

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Form is a form that an answer may have.
type Form struct {
	Type   string          // MIME type, without parameters
	Engine pipeline.Engine // makes what the form needs
	Write  func(*document.Clean) ([]byte, error)
}

// The types of the forms.
const (
	TypeJSON     = "application/json"
	TypeMarkdown = "text/markdown"
	TypeText     = "text/plain"
)

// JSON is a clean document as it is on a stream.
func JSON(engine pipeline.Engine, build record.Build) Form {
	return Form{Type: TypeJSON, Engine: engine, Write: func(doc *document.Clean) ([]byte, error) {
		return record.NewClean(doc, build).Marshal()
	}}
}

// Markdown is the article as Markdown. An engine that finds links has them there.
func Markdown(engine pipeline.Engine) Form {
	return Form{Type: TypeMarkdown, Engine: engine, Write: func(doc *document.Clean) ([]byte, error) {
		return []byte(record.Markdown(doc)), nil
	}}
}

// Text is the article alone.
func Text(engine pipeline.Engine) Form {
	return Form{Type: TypeText, Engine: engine, Write: func(doc *document.Clean) ([]byte, error) {
		return []byte(record.Text(doc)), nil
	}}
}
