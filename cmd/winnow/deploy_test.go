package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"
)

// manifest is as much of a Kubernetes object as the test looks at.
type manifest struct {
	Kind     string
	Metadata struct{ Name string }
	Spec     struct {
		Selector struct {
			MatchLabels map[string]string `yaml:"matchLabels"`
		}
		Template struct {
			Metadata struct{ Labels, Annotations map[string]string }
			Spec     struct{ Containers []container }
		}
	}
}

type container struct {
	Args  []string
	Env   []struct{ Name string }
	Ports []struct {
		Name          string
		ContainerPort int `yaml:"containerPort"`
	}
	LivenessProbe, ReadinessProbe probe `yaml:",omitempty"`
	Resources                     struct{ Requests, Limits map[string]string }
}

type probe struct {
	HTTPGet struct{ Path, Port string } `yaml:"httpGet"`
}

// UnmarshalYAML reads a container, whose probes' names have capitals inside.
func (c *container) UnmarshalYAML(node *yaml.Node) error {
	type plain container
	var probes struct {
		Liveness  probe `yaml:"livenessProbe"`
		Readiness probe `yaml:"readinessProbe"`
	}
	if err := errors.Join(node.Decode((*plain)(c)), node.Decode(&probes)); err != nil {
		return err
	}
	c.LivenessProbe, c.ReadinessProbe = probes.Liveness, probes.Readiness
	return nil
}

func manifests(t *testing.T) map[string]manifest {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "deploy", "kubernetes", "winnow.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]manifest)
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	for {
		var m manifest
		err := decoder.Decode(&m)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all[m.Kind] = m
	}
}

// TestTheManifestsFitTheProgram holds what Kubernetes is told against what the
// program takes and answers.
func TestTheManifestsFitTheProgram(t *testing.T) {
	all := manifests(t)
	deployment, budget := all["Deployment"], all["PodDisruptionBudget"]
	if len(deployment.Spec.Template.Spec.Containers) != 1 {
		t.Fatal("want one deployment with one container")
	}
	labels := deployment.Spec.Template.Metadata.Labels
	for _, selector := range []map[string]string{deployment.Spec.Selector.MatchLabels, budget.Spec.Selector.MatchLabels} {
		for key, value := range selector {
			if labels[key] != value || len(selector) == 0 {
				t.Errorf("a selector wants %s=%s of pods with the labels %v", key, value, labels)
			}
		}
	}
	c := deployment.Spec.Template.Spec.Containers[0]
	var command cli
	parser, _, err := newParser(&command, kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(c.Args); err != nil {
		t.Errorf("winnow %s: %v", strings.Join(c.Args, " "), err)
	}
	if len(c.Ports) != 1 {
		t.Fatal("want one port")
	}
	port := strconv.Itoa(c.Ports[0].ContainerPort)
	if !strings.HasSuffix(command.Run.HTTP, ":"+port) || deployment.Spec.Template.Metadata.Annotations["prometheus.io/port"] != port {
		t.Errorf("winnow listens at %s; the port is %s, and Prometheus asks %v", command.Run.HTTP, port, deployment.Spec.Template.Metadata.Annotations)
	}
	for path, p := range map[string]probe{"/healthz": c.LivenessProbe, "/readyz": c.ReadinessProbe} {
		if p.HTTPGet.Path != path || p.HTTPGet.Port != c.Ports[0].Name {
			t.Errorf("the probe of %s asks %+v", path, p.HTTPGet)
		}
	}
	if c.Resources.Limits["memory"] == "" || c.Resources.Requests["cpu"] == "" {
		t.Errorf("resources %+v: want a limit of the memory, which bounds what is cleaned, and a share of the CPU", c.Resources)
	}
	for _, e := range c.Env {
		if !takesVariable(parser.Model.Node, e.Name) && e.Name != "WINNOW_PASSWORD" { // which is no flag, on purpose
			t.Errorf("nothing reads the variable %s", e.Name)
		}
	}
}

func takesVariable(node *kong.Node, name string) bool {
	for _, flag := range node.Flags {
		for _, env := range flag.Envs {
			if env == name {
				return true
			}
		}
	}
	for _, child := range node.Children {
		if takesVariable(child, name) {
			return true
		}
	}
	return false
}
