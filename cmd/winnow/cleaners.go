package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/memory"
)

type cleanersCmd struct {
	JSON bool `name:"json" help:"A line of JSON for each rule: cleaner, rule, doc, kind, score, and the field that it fills."`
}

// ruleGroup is the rules that speak under one name.
type ruleGroup struct {
	name, doc string
	rules     []document.Rule
}

// ruleGroups returns every rule that winnow may cite: the cleaners', memory's, the
// policy's and those by which a document as a whole is judged.
func ruleGroups() (all []ruleGroup) {
	for _, c := range cleaners.Suite() {
		all = append(all, ruleGroup{c.Name, c.Doc, c.Rules})
	}
	return append(all,
		ruleGroup{"recurring", "Takes out what a site repeats, once its other documents have shown it (winnow recall). " +
			"Leaves the background paragraphs that the articles of one story share.", memory.Rules()},
		ruleGroup{"policy", "What is taken out because it is asked for, whatever it is.", cleaners.PolicyRules()},
		ruleGroup{"quality", "What a document is as a whole; takes nothing out.", cleaners.QualityRules()})
}

// Run lists every rule.
func (c cleanersCmd) Run(at console) error {
	out := bufio.NewWriter(at.out)
	write := writeRules
	if c.JSON {
		write = writeRulesJSON
	}
	if err := write(out, ruleGroups()); err != nil {
		return err
	}
	return out.Flush()
}

func writeRules(out io.Writer, groups []ruleGroup) error {
	for i, g := range groups {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "%s\n    %s\n", g.name, g.doc)
		for _, r := range g.rules {
			fmt.Fprintf(out, "    %-36s %s\n", r.Name, r.Doc)
		}
	}
	return nil
}

// ruleLine is a rule as a line of JSON. Kind and score are of rules that mark text.
type ruleLine struct {
	Cleaner string  `json:"cleaner"`
	Rule    string  `json:"rule"`
	Doc     string  `json:"doc"`
	Kind    string  `json:"kind,omitempty"`
	Score   float64 `json:"score,omitempty"`
	Field   string  `json:"field,omitempty"`
}

func writeRulesJSON(out io.Writer, groups []ruleGroup) error {
	encoder := json.NewEncoder(out)
	for _, g := range groups {
		for _, r := range g.rules {
			line := ruleLine{Cleaner: g.name, Rule: r.Name, Doc: r.Doc, Score: r.Score, Field: r.Field}
			if r.Score > 0 {
				line.Kind = r.Kind.String()
			}
			if err := encoder.Encode(line); err != nil {
				return fmt.Errorf("rule %s: %w", r.Name, err)
			}
		}
	}
	return nil
}
