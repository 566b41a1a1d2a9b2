//go:build unix

package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/winnow-news/winnow/pipeline/stream/process"
)

// disk is a small file system that the servers of a run store on: a tmpfs in a
// mount namespace of its own, which needs the rights of no one but its user.
// A process that does nothing keeps it while servers come and go.
type disk struct {
	holder *process.Process
	dir    string
	hold   *os.File // closed to let the holder end
}

// newDisk makes one of so many megabytes. It returns an error where the system
// lets nobody make namespaces.
func newDisk(dir string, mb int) (*disk, error) {
	d := &disk{dir: filepath.Join(dir, "disk")}
	if err := os.Mkdir(d.dir, 0o700); err != nil {
		return nil, err
	}
	held, hold, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer held.Close()
	d.hold = hold
	cmd := exec.Command("unshare", "--user", "--map-root-user", "--mount",
		"sh", "-c", `mount -t tmpfs -o "size=${1}m" tmpfs "$0" && echo mounted && read line`, d.dir, strconv.Itoa(mb))
	cmd.Stdin, cmd.Stderr = held, os.Stderr
	said, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if d.holder, err = process.Start(cmd); err != nil {
		return nil, fmt.Errorf("a disk of its own: %w", err)
	}
	if line, _ := bufio.NewReader(said).ReadString('\n'); line != "mounted\n" {
		d.stop()
		return nil, fmt.Errorf("a disk of its own: the system does not mount one for us")
	}
	return d, nil
}

// command returns a command that runs where the disk is mounted.
func (d *disk) command(name string, args ...string) *exec.Cmd {
	pid := strconv.Itoa(d.holder.ID())
	return exec.Command("nsenter", append([]string{"--target", pid, "--user", "--preserve-credentials", "--mount", name}, args...)...)
}

// grow makes the disk so many megabytes large.
func (d *disk) grow(mb int) error {
	if out, err := d.command("mount", "-o", fmt.Sprintf("remount,size=%dm", mb), d.dir).CombinedOutput(); err != nil {
		return fmt.Errorf("growing the disk: %w: %s", err, out)
	}
	return nil
}

func (d *disk) stop() {
	d.hold.Close()
	<-d.holder.Done()
}
