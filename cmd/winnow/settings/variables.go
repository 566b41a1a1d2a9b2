package settings

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// onlyFlag is the value of the tag env of a flag that has no variable.
const onlyFlag = "-"

// VariableOf returns the name that the variable of a flag has unless its tag env
// says another.
func VariableOf(prefix, flag string) string {
	return prefix + "_" + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(flag))
}

// nameVariables names the variable of every flag. The names stand in the flags
// alone: kong would read those of the tags itself, would take an empty one for a
// value, and would let the file win over it.
func (s *Settings) nameVariables(node *kong.Node) {
	for _, flag := range node.Flags {
		envs := flag.Envs
		flag.Tag.Envs = nil
		switch {
		case !settable(flag) || slices.Equal(envs, []string{onlyFlag}):
			flag.Envs = nil
		case len(envs) == 0:
			flag.Envs = []string{VariableOf(s.Prefix, flag.Name)}
		}
	}
	for _, child := range node.Children {
		s.nameVariables(child)
	}
}

// settable reports a flag that has a value to set, and is shown.
func settable(flag *kong.Flag) bool {
	_, isVersion := flag.Target.Interface().(kong.VersionFlag)
	return !flag.Hidden && !isVersion && flag.Name != "help"
}

// Help is the help of a flag or an argument with the name of its variable: a
// kong.HelpValueFormatter.
func Help(value *kong.Value) string {
	if value.Flag == nil || len(value.Flag.Envs) == 0 {
		return value.Help
	}
	suffix := " ($" + value.Flag.Envs[0] + ")"
	if text, ok := strings.CutSuffix(value.Help, "."); ok {
		return text + suffix + "."
	}
	return value.Help + suffix
}

// Unread returns the variables of an environment, as os.Environ returns it, that
// look like settings and are none, by name. Those that Kubernetes sets for a
// service are left out.
func (s *Settings) Unread(environ []string) (names []string) {
	known := slices.Clone(s.Secrets)
	collect(s.parser.Model.Node, &known)
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if value == "" || !strings.HasPrefix(name, s.Prefix+"_") || OfService(name) || slices.Contains(known, name) {
			continue
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func collect(node *kong.Node, names *[]string) {
	for _, flag := range node.Flags {
		*names = append(*names, flag.Envs...)
	}
	for _, child := range node.Children {
		collect(child, names)
	}
}

// OfService reports a name that Kubernetes gives to a variable when a service of
// the namespace is called as the program is: WINNOW_PORT, WINNOW_SERVICE_HOST,
// WINNOW_PORT_9464_TCP. A setting must not be called so.
func OfService(name string) bool {
	return strings.HasSuffix(name, "_PORT") || strings.Contains(name, "_PORT_") || strings.Contains(name, "_SERVICE_")
}
