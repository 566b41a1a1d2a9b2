package check

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// load reads a compose file as Docker Compose does, against the schema.
func load(t *testing.T, name string) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{filepath.Join("..", name)}, cli.WithDiscardEnvFile)
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(project.Services) == 0 {
		t.Fatalf("%s has no services", name)
	}
	return project
}

func TestTheFleetIsWhole(t *testing.T) {
	project := load(t, "compose.yaml")
	for _, name := range []string{"credentials", "nats-1", "nats-2", "nats-3", "streams", "worker", "prometheus", "grafana"} {
		if _, ok := project.Services[name]; !ok {
			t.Errorf("no service %s", name)
		}
	}
	for name, s := range project.Services {
		checkHardened(t, name, s)
		checkHealth(t, name, s, ends(project, name))
		checkLimits(t, name, s)
	}
	for name := range project.Services {
		if name, ok := strings.CutPrefix(name, "nats-"); ok {
			checkServer(t, project, "nats-"+name)
		}
	}
}

// TestFilesAreThere is of both compose files: images have tags, files and volumes
// are there, and winnow takes its command lines.
func TestFilesAreThere(t *testing.T) {
	for _, name := range []string{"compose.yaml", "compose.single.yaml"} {
		project := load(t, name)
		for name, s := range project.Services {
			checkImage(t, name, s)
			checkMounts(t, name, project, s)
			checkPorts(t, name, s)
			if s.Image == "winnow" {
				wantCommand(t, name, s.Command, variables(s))
			}
			if s.HealthCheck != nil && len(s.HealthCheck.Test) > 1 && strings.HasSuffix(s.HealthCheck.Test[1], "/winnow") {
				wantCommand(t, name+"'s health check", s.HealthCheck.Test[2:], nil)
			}
		}
	}
}

func variables(s types.ServiceConfig) (names []string) {
	for name := range s.Environment {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ends reports whether others wait for a service to end.
func ends(project *types.Project, name string) bool {
	for _, s := range project.Services {
		if d, ok := s.DependsOn[name]; ok && d.Condition == types.ServiceConditionCompletedSuccessfully {
			return true
		}
	}
	return false
}

func checkHardened(t *testing.T, name string, s types.ServiceConfig) {
	t.Helper()
	user, _, _ := strings.Cut(s.User, ":")
	if user == "" || user == "0" || user == "root" {
		t.Errorf("%s runs as user %q", name, s.User)
	}
	if !s.ReadOnly || !slices.Contains(s.CapDrop, "ALL") || len(s.CapAdd) > 0 || s.Privileged {
		t.Errorf("%s: want a read-only root and no capabilities", name)
	}
	if !slices.Equal(s.SecurityOpt, []string{"no-new-privileges:true"}) { // anything else could turn seccomp off
		t.Errorf("%s has the security options %q", name, s.SecurityOpt)
	}
}

func checkHealth(t *testing.T, name string, s types.ServiceConfig, ends bool) {
	t.Helper()
	switch {
	case ends && s.Restart == types.RestartPolicyUnlessStopped:
		t.Errorf("%s ends, and would be started again and again", name)
	case !ends && (s.HealthCheck == nil || s.HealthCheck.Disable || len(s.HealthCheck.Test) == 0):
		t.Errorf("%s has no health check", name)
	}
}

func checkLimits(t *testing.T, name string, s types.ServiceConfig) {
	t.Helper()
	if s.Deploy == nil || s.Deploy.Resources.Limits == nil || s.Deploy.Resources.Limits.MemoryBytes == 0 || s.Deploy.Resources.Limits.Pids == 0 {
		t.Errorf("%s has no limit of memory or of processes", name)
	}
}

// tagged is an image with a version, not with what is newest.
var tagged = regexp.MustCompile(`:v?[0-9]+\.[0-9]+[^:/]*$`)

func checkImage(t *testing.T, name string, s types.ServiceConfig) {
	t.Helper()
	if s.Build == nil && !tagged.MatchString(s.Image) {
		t.Errorf("%s: the image %q has no version", name, s.Image)
	}
	if s.Build == nil {
		return
	}
	dockerfile := filepath.Join(s.Build.Context, s.Build.Dockerfile)
	text, err := os.ReadFile(dockerfile)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if target := s.Build.Target; target != "" && !strings.Contains(string(text), " AS "+target+"\n") {
		t.Errorf("%s: %s has no stage %q", name, dockerfile, target)
	}
}

// checkMounts wants every file that is mounted to be there, and every volume to
// be declared.
func checkMounts(t *testing.T, name string, project *types.Project, s types.ServiceConfig) {
	t.Helper()
	for _, v := range s.Volumes {
		switch v.Type {
		case types.VolumeTypeBind:
			if _, err := os.Stat(v.Source); err != nil || !v.ReadOnly {
				t.Errorf("%s: %s: want it there, and mounted read-only: %v", name, v.Source, err)
			}
		case types.VolumeTypeVolume:
			if _, ok := project.Volumes[v.Source]; !ok {
				t.Errorf("%s: no volume %q", name, v.Source)
			}
		}
	}
}

// checkPorts wants ports on the loopback interface only.
func checkPorts(t *testing.T, name string, s types.ServiceConfig) {
	t.Helper()
	for _, p := range s.Ports {
		if p.HostIP != "127.0.0.1" {
			t.Errorf("%s: port %s is open at %q", name, p.Published, p.HostIP)
		}
	}
}

var (
	serverVariable = regexp.MustCompile(`\$(NATS_\w+)`)
	hostsFlag      = "-hosts"
)

// checkServer wants a server to have every variable of its configuration, and a
// certificate of its name.
func checkServer(t *testing.T, project *types.Project, name string) {
	t.Helper()
	s := project.Services[name]
	text, err := os.ReadFile(filepath.Join("..", "nats", "cluster.conf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range serverVariable.FindAllStringSubmatch(string(text), -1) {
		if s.Environment[m[1]] == nil || *s.Environment[m[1]] == "" {
			t.Errorf("%s has no variable %s, which cluster.conf reads", name, m[1])
		}
	}
	if own := s.Environment["NATS_NAME"]; own == nil || *own != name {
		t.Errorf("%s is called %v", name, own)
	}
	command := project.Services["credentials"].Command
	at := slices.Index(command, hostsFlag)
	if at < 0 || at+1 == len(command) || !slices.Contains(strings.Split(command[at+1], ","), name) {
		t.Errorf("the certificate of the servers is not for %s: %q", name, command)
	}
	route := fmt.Sprintf("NATS_ROUTE_%s", strings.TrimPrefix(name, "nats-"))
	for other, s := range project.Services {
		if strings.HasPrefix(other, "nats-") && (s.Environment[route] == nil || !strings.Contains(*s.Environment[route], "//"+name+":")) {
			t.Errorf("%s does not find %s", other, name)
		}
	}
}

// TestVolumesBelongToWhomTheyAreFor wants every volume that the credentials
// service writes to have a folder in its image, whose owner a new volume takes.
func TestVolumesBelongToWhomTheyAreFor(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range load(t, "compose.yaml").Services["credentials"].Volumes {
		if folder := strings.TrimPrefix(v.Target, "/"); v.Type == types.VolumeTypeVolume && !regexp.MustCompile(`mkdir .*\b`+folder+`\b`).Match(text) {
			t.Errorf("the image has no folder /%s: its volume would be root's", folder)
		}
	}
}
