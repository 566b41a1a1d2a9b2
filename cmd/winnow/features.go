package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/winnow-news/winnow/cleaners/learned"
	"github.com/winnow-news/winnow/fixtures/score"
)

// FeaturesCmd writes what the classifier is trained on. A row has the document's
// number, its fold, the block's label, its words and whether the page is an article
// as little-endian float32, then a byte for each feature of cleaners/learned: those
// of the first stage, or of the second when --scores has the first's scores.
type FeaturesCmd struct {
	Corpora   []string    `arg:"" optional:"" name:"corpus" help:"Corpus files." type:"existingfile"`
	Names     bool        `help:"Print the names of the features of both stages, as JSON, and end."`
	AsText    bool        `help:"Dump HTML pages to plain text."`
	Dump      score.Style `help:"How --as-text dumps." default:"lines"`
	Flat      bool        `help:"Join each page's text into one line."`
	Trim      uint64      `help:"Leave only a part of each page's text, drawn from this seed; 0 leaves all." default:"0"`
	Asking    bool        `help:"Ask go-readability about every page."`
	Share     float64     `help:"Take only this part of the pages, drawn from --share-seed; 0 takes all." default:"0"`
	ShareSeed uint64      `help:"What --share draws from." default:"0"`
	Teacher   string      `help:"Take no annotation: let this model and go-readability infer the labels." type:"existingfile"`
	PageType  string      `help:"Only pages of this type."`
	Folds     int         `help:"How many folds the sites are parted into." default:"5"`
	Scores    string      `help:"File with the first stage's score of every row, float32." type:"existingfile"`
	Out       string      `help:"File to write."`
}

// Run writes the rows of every selected page.
func (c *FeaturesCmd) Run(ctx context.Context, stdout io.Writer) (err error) {
	if c.Names {
		return json.NewEncoder(stdout).Encode(learned.Names())
	}
	w := featureWriter{folds: c.Folds}
	if c.Scores != "" {
		if w.scores, err = readFloats(c.Scores); err != nil {
			return err
		}
	}
	file, err := os.Create(c.Out)
	if err != nil {
		return fmt.Errorf("features: %w", err)
	}
	defer func() {
		if closed := file.Close(); err == nil {
			err = closed
		}
	}()
	w.out = bufio.NewWriterSize(file, 1<<20)
	evaluation := score.Evaluation{
		Selection: score.Selection{PageType: c.PageType}, AsText: c.AsText, Style: c.Dump, Flat: c.Flat,
		Trim: c.Trim > 0, TrimSeed: c.Trim, Asking: c.Asking,
		Share: c.Share, ShareSeed: c.ShareSeed,
	}
	if c.Teacher != "" {
		if evaluation.Teacher, err = engineOf(c.Teacher); err != nil {
			return err
		}
	}
	for _, corpus := range c.Corpora {
		if err := evaluation.Lessons(ctx, corpus, w.lesson); err != nil {
			return err
		}
	}
	return w.out.Flush()
}

// featureWriter writes one page after the other.
type featureWriter struct {
	out    *bufio.Writer
	folds  int
	pages  int
	scores []float32 // of the rows that are still to come; nil in the first stage
	buf    []byte
}

func (w *featureWriter) lesson(l score.Lesson) error {
	n := len(l.Document.Blocks)
	if n == 0 {
		return nil
	}
	var scores []float32
	if w.scores != nil {
		if len(w.scores) < n {
			return fmt.Errorf("page %s: the scores end before its rows", l.ID)
		}
		scores, w.scores = w.scores[:n], w.scores[n:]
	}
	rows := learned.Extract(l.Document, scores)
	width := len(rows) / n
	article := float32(0)
	if l.PageType == "article" {
		article = 1
	}
	for i := range n {
		words := l.Document.Blocks[i].Shape.Words
		head := [...]float32{float32(w.pages), float32(w.fold(l)), float32(l.Labels[i]), float32(words), article}
		if err := w.floats(head[:]); err != nil {
			return err
		}
		if _, err := w.out.Write(rows[i*width : (i+1)*width]); err != nil {
			return err
		}
	}
	w.pages++
	return nil
}

// fold returns the fold, from 1, that a page's site is in.
func (w *featureWriter) fold(l score.Lesson) int {
	for k := 1; k <= w.folds; k++ {
		if (score.Fold{K: k, Of: w.folds}).Has(l.URL, l.ID) {
			return k
		}
	}
	return 0
}

func (w *featureWriter) floats(vs []float32) error {
	w.buf = w.buf[:0]
	for _, v := range vs {
		w.buf = binary.LittleEndian.AppendUint32(w.buf, math.Float32bits(v))
	}
	_, err := w.out.Write(w.buf)
	return err
}

func readFloats(name string) ([]float32, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	floats := make([]float32, len(data)/4)
	for i := range floats {
		floats[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return floats, nil
}
