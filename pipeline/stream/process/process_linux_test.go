package process

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// envRole tells a process of the test binary to start another, or to do nothing.
const envRole = "WINNOW_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(envRole) {
	case "parent":
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), envRole+"=child")
		p, err := Start(child)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(p.ID())
		<-p.Done()
	case "child":
		time.Sleep(time.Hour)
	default:
		os.Exit(m.Run())
	}
}

func TestAChildEndsWithWhoeverStartedIt(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envRole+"=parent")
	said, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	parent, err := Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer parent.Kill()
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatalf("the parent says %q", line)
	}
	if !alive(child) {
		t.Fatal("the child does not run")
	}
	if !parent.Kill() || parent.Running() || !parent.Shot() {
		t.Error("the parent was not killed")
	}
	for end := time.Now().Add(time.Minute); alive(child); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			_ = syscall.Kill(child, syscall.SIGKILL)
			t.Fatal("the child outlives its parent")
		}
	}
}

// alive reports whether a process runs. One that has ended and that nobody waited
// for does not.
func alive(id int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", id))
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z") && !strings.HasPrefix(after, "X")
}
