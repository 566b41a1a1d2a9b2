package check

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	disruption "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	security "k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// scaledObject is as much of KEDA's ScaledObject as is used, by the names of its
// reference: KEDA's own types bring a whole controller along.
type scaledObject struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            struct {
		ScaleTargetRef  struct{ Name string } `json:"scaleTargetRef"`
		PollingInterval *int32                `json:"pollingInterval"`
		CooldownPeriod  *int32                `json:"cooldownPeriod"`
		MinReplicaCount *int32                `json:"minReplicaCount"`
		MaxReplicaCount *int32                `json:"maxReplicaCount"`
		Fallback        *struct {
			FailureThreshold int32  `json:"failureThreshold"`
			Replicas         int32  `json:"replicas"`
			Behavior         string `json:"behavior"`
		} `json:"fallback"`
		Advanced struct {
			HPA struct {
				Behavior struct {
					ScaleDown struct {
						StabilizationWindowSeconds *int32 `json:"stabilizationWindowSeconds"`
						Policies                   []struct {
							Type          string `json:"type"`
							Value         int32  `json:"value"`
							PeriodSeconds int32  `json:"periodSeconds"`
						} `json:"policies"`
					} `json:"scaleDown"`
				} `json:"behavior"`
			} `json:"horizontalPodAutoscalerConfig"`
		} `json:"advanced"`
		Triggers []struct {
			Type       string            `json:"type"`
			MetricType string            `json:"metricType"`
			Metadata   map[string]string `json:"metadata"`
		} `json:"triggers"`
	} `json:"spec"`
}

// pod is a pod template, and who makes pods of it.
type pod struct {
	owner    string
	selector *meta.LabelSelector // nil for a job's
	template core.PodTemplateSpec
	serves   bool // runs until it is told to end
}

// cluster is what an overlay makes.
type cluster struct {
	namespace  string
	pods       []pod
	configMaps map[string]map[string]string
	services   []core.Service
	budgets    []disruption.PodDisruptionBudget
	networks   []networking.NetworkPolicy
	monitors   []monitoring.PodMonitor
	scaled     []scaledObject
	replicas   map[string]*int32
}

// overlay runs Kustomize, and reads every object as an API server does: a field
// that its type does not have is an error.
func overlay(t *testing.T, name string) *cluster {
	t.Helper()
	made, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), filepath.Join("..", "kubernetes", "overlays", name))
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{configMaps: make(map[string]map[string]string), replicas: make(map[string]*int32)}
	for _, r := range made.Resources() {
		text, err := r.AsYAML()
		if err == nil {
			err = c.add(r.GetKind(), text)
		}
		if err != nil {
			t.Errorf("%s %s: %v", r.GetKind(), r.GetName(), err)
		}
	}
	return c
}

func (c *cluster) add(kind string, text []byte) error {
	switch kind {
	case "Namespace":
		return with(text, func(o core.Namespace) { c.namespace = o.Name })
	case "ConfigMap":
		return with(text, func(o core.ConfigMap) { c.configMaps[o.Name] = o.Data })
	case "Service":
		return with(text, func(o core.Service) { c.services = append(c.services, o) })
	case "Deployment":
		return with(text, func(o apps.Deployment) {
			c.pods = append(c.pods, pod{o.Name, o.Spec.Selector, o.Spec.Template, true})
			c.replicas[o.Name] = o.Spec.Replicas
		})
	case "StatefulSet":
		return with(text, func(o apps.StatefulSet) {
			c.pods = append(c.pods, pod{o.Name, o.Spec.Selector, o.Spec.Template, true})
			c.replicas[o.Name] = o.Spec.Replicas
		})
	case "Job":
		return with(text, func(o batch.Job) { c.pods = append(c.pods, pod{o.Name, nil, o.Spec.Template, false}) })
	case "PodDisruptionBudget":
		return with(text, func(o disruption.PodDisruptionBudget) { c.budgets = append(c.budgets, o) })
	case "NetworkPolicy":
		return with(text, func(o networking.NetworkPolicy) { c.networks = append(c.networks, o) })
	case "PodMonitor":
		return with(text, func(o monitoring.PodMonitor) { c.monitors = append(c.monitors, o) })
	case "ScaledObject":
		return with(text, func(o scaledObject) { c.scaled = append(c.scaled, o) })
	}
	return fmt.Errorf("no check knows it")
}

func with[T any](text []byte, use func(T)) error {
	var object T
	if err := yaml.UnmarshalStrict(text, &object); err != nil {
		return err
	}
	use(object)
	return nil
}

// chosen returns the owners of the pods that a selector chooses.
func (c *cluster) chosen(t *testing.T, where string, selector *meta.LabelSelector) (owners []string) {
	t.Helper()
	s, err := meta.LabelSelectorAsSelector(selector)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	for _, p := range c.pods {
		if s.Matches(labels.Set(p.template.Labels)) {
			owners = append(owners, p.owner)
		}
	}
	slices.Sort(owners)
	return owners
}

func wantChosen(t *testing.T, where string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s chooses the pods of %q, want %q", where, got, want)
	}
}

func TestEveryPodFitsTheProgram(t *testing.T) {
	for _, name := range []string{"fleet", "plain"} {
		c := overlay(t, name)
		if len(c.pods) < 2 {
			t.Fatalf("%s has %d kinds of pods", name, len(c.pods))
		}
		for _, p := range c.pods {
			where := name + "'s " + p.owner
			if p.selector != nil {
				wantChosen(t, where, c.chosen(t, where, p.selector), p.owner)
			}
			checkRestricted(t, where, p.template)
			for _, container := range p.template.Spec.Containers {
				checkSafe(t, where, container)
				if p.owner == "nats" {
					checkNATS(t, c, container)
					continue
				}
				checkContainer(t, where, c, container)
				if p.serves {
					checkProbes(t, where, container)
				}
			}
		}
	}
}

// checkRestricted holds a pod against the Pod Security Standard, as the API server
// of a namespace with that label does.
func checkRestricted(t *testing.T, where string, template core.PodTemplateSpec) {
	t.Helper()
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		t.Fatal(err)
	}
	level := security.LevelVersion{Level: security.LevelRestricted, Version: security.LatestVersion()}
	result := policy.AggregateCheckResults(evaluator.EvaluatePod(level, &template.ObjectMeta, &template.Spec))
	if !result.Allowed {
		t.Errorf("%s is refused: %s", where, result.ForbiddenDetail())
	}
}

func checkContainer(t *testing.T, where string, c *cluster, container core.Container) {
	t.Helper()
	var variables []string
	for _, e := range container.Env {
		variables = append(variables, e.Name)
	}
	wantCommand(t, where, container.Args, variables)
	for _, from := range container.EnvFrom {
		settings := c.configMaps[from.ConfigMapRef.Name]
		if settings["WINNOW_NATS"] == "" {
			t.Errorf("%s does not know where the servers are: %v", where, settings)
		}
		for name := range settings {
			wantCommand(t, where, []string{"run"}, []string{name})
		}
	}
}

// checkSafe is of every container.
func checkSafe(t *testing.T, where string, container core.Container) {
	t.Helper()
	if container.Resources.Limits.Memory().IsZero() || container.Resources.Requests.Cpu().IsZero() {
		t.Errorf("%s: want a limit of the memory, which bounds what is cleaned, and a share of the CPU", where)
	}
	if !strings.Contains(container.Image, ":") || strings.HasSuffix(container.Image, ":latest") {
		t.Errorf("%s: the image %s has no version", where, container.Image)
	}
	if root := container.SecurityContext.ReadOnlyRootFilesystem; root == nil || !*root {
		t.Errorf("%s may write to its root", where)
	}
}

// checkNATS wants a server to have every variable of its configuration, and
// workers to know each server by the name that it has for the others.
func checkNATS(t *testing.T, c *cluster, container core.Container) {
	t.Helper()
	values := make(map[string]string)
	for _, e := range container.Env {
		values[e.Name] = e.Value
		if e.ValueFrom != nil {
			values[e.Name] = e.ValueFrom.FieldRef.FieldPath
		}
	}
	var config, addresses string
	for _, data := range c.configMaps {
		config += data["cluster.conf"]
		addresses += data["WINNOW_NATS"]
	}
	for _, m := range serverVariable.FindAllStringSubmatch(config, -1) {
		if values[m[1]] == "" {
			t.Errorf("nats has no variable %s, which cluster.conf reads", m[1])
		}
	}
	for i := range 3 {
		host := fmt.Sprintf("//nats-%d.nats:", i)
		if route := values[fmt.Sprint("NATS_ROUTE_", i+1)]; !strings.Contains(route, host) || !strings.Contains(addresses, host) {
			t.Errorf("the server %s has the route %q, and workers ask %q", host, route, addresses)
		}
	}
	for _, p := range []*core.Probe{container.StartupProbe, container.LivenessProbe, container.ReadinessProbe} {
		if p == nil || p.HTTPGet == nil || p.HTTPGet.Port.StrVal != "monitor" {
			t.Errorf("nats is asked by %+v", p)
		}
	}
}

func checkProbes(t *testing.T, where string, container core.Container) {
	t.Helper()
	if len(container.Ports) != 1 || container.Ports[0].ContainerPort != 9464 {
		t.Fatalf("%s has the ports %v", where, container.Ports)
	}
	for path, p := range map[string]*core.Probe{"/healthz": container.LivenessProbe, "/readyz": container.ReadinessProbe} {
		if p == nil || p.HTTPGet == nil || p.HTTPGet.Path != path || p.HTTPGet.Port.StrVal != container.Ports[0].Name {
			t.Errorf("%s: the probe of %s asks %+v", where, path, p)
		}
	}
}

func TestWhatBelongsToPodsChoosesThem(t *testing.T) {
	c := overlay(t, "fleet")
	if len(c.budgets) != 2 || len(c.networks) != 3 || len(c.monitors) != 1 || len(c.services) != 2 {
		t.Fatalf("%d budgets, %d network policies, %d monitors, %d services", len(c.budgets), len(c.networks), len(c.monitors), len(c.services))
	}
	for _, b := range c.budgets {
		wantChosen(t, "the budget "+b.Name, c.chosen(t, b.Name, b.Spec.Selector), b.Name)
	}
	wantChosen(t, "the monitor", c.chosen(t, "the monitor", &c.monitors[0].Spec.Selector), "winnow", "winnow-lag", "winnow-streams")
	for _, s := range c.services {
		wantChosen(t, "the service "+s.Name, c.chosen(t, s.Name, &meta.LabelSelector{MatchLabels: s.Spec.Selector}), s.Name)
	}
	for _, n := range c.networks {
		want := []string{n.Name}
		switch n.Name {
		case "winnow":
			want = []string{"winnow", "winnow-lag", "winnow-streams"}
			checkEgress(t, n, "TCP 4222", "TCP 53", "UDP 53")
		case "nats":
			checkEgress(t, n, "TCP 53", "TCP 6222", "UDP 53")
		}
		wantChosen(t, n.Name, c.chosen(t, n.Name, &n.Spec.PodSelector), want...)
		for _, in := range n.Spec.Ingress {
			if len(in.Ports) != 1 || len(in.From) == 0 && in.Ports[0].Port.StrVal != "nats" { // whose clients show who they are
				t.Errorf("%s lets in %+v", n.Name, in)
			}
		}
	}
	if port := c.monitors[0].Spec.PodMetricsEndpoints[0].Port; port == nil || *port != "http" {
		t.Errorf("the monitor asks the port %v", port)
	}
}

// checkEgress wants these ports to be reached, and nothing else.
func checkEgress(t *testing.T, n networking.NetworkPolicy, want ...string) {
	t.Helper()
	var ports []string
	for _, out := range n.Spec.Egress {
		for _, p := range out.Ports {
			ports = append(ports, fmt.Sprint(*p.Protocol, " ", p.Port))
		}
	}
	slices.Sort(ports)
	if !slices.Equal(ports, want) || !slices.Contains(n.Spec.PolicyTypes, networking.PolicyTypeEgress) {
		t.Errorf("%s lets out to %q, want %q", n.Name, ports, want)
	}
}

// TestKEDAAsksWhoKnows wants the scaler to ask the service of winnow lag, and
// nobody but KEDA to say how many workers there are.
func TestKEDAAsksWhoKnows(t *testing.T) {
	c := overlay(t, "fleet")
	at := slices.IndexFunc(c.services, func(s core.Service) bool { return s.Name == "winnow-lag" })
	if len(c.scaled) != 1 || len(c.scaled[0].Spec.Triggers) != 1 || at < 0 {
		t.Fatalf("%d scaled objects, services %v", len(c.scaled), c.services)
	}
	s, service := c.scaled[0].Spec, c.services[at]
	if n, ok := c.replicas[s.ScaleTargetRef.Name]; !ok || n != nil {
		t.Errorf("%s is scaled, and has the replicas %v", s.ScaleTargetRef.Name, n)
	}
	if s.MinReplicaCount == nil || *s.MinReplicaCount != 0 || s.MaxReplicaCount == nil || *s.MaxReplicaCount > 64 {
		t.Errorf("from %v to %v workers, want from none to as many as partitions at most", s.MinReplicaCount, s.MaxReplicaCount)
	}
	if s.Fallback == nil || s.Fallback.Behavior != "currentReplicasIfHigher" {
		t.Errorf("who does not hear how many wait does %+v: want no busy worker ended", s.Fallback)
	}
	trigger := s.Triggers[0]
	url := fmt.Sprintf("http://%s.%s.svc:%d/lag", service.Name, c.namespace, service.Spec.Ports[0].Port)
	if trigger.Type != "metrics-api" || trigger.Metadata["url"] != url || trigger.Metadata["valueLocation"] != "lag" {
		t.Errorf("KEDA asks %+v, want %s", trigger, url)
	}
	if service.Spec.Ports[0].TargetPort != intstr.FromString("http") {
		t.Errorf("the service leads to the port %v", service.Spec.Ports[0].TargetPort)
	}
	if n := c.replicas["winnow-lag"]; n == nil || *n < 1 {
		t.Errorf("winnow-lag has %v replicas, and must be there when no worker is", n)
	}
}
