// Command make makes certificates and passwords for a fleet, as package
// credentials describes; what is there stays.
//
//	go run ./deploy/credentials/make -hosts nats-1,nats-2,nats-3 DIR
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/winnow-news/winnow/deploy/credentials"
)

func main() {
	config := flag.String("config", "deploy/nats", "`folder` of the servers' configuration")
	hosts := flag.String("hosts", "localhost,127.0.0.1", "names and addresses of the servers, with commas between")
	others := flag.String("others", "", "who else gets a password, with commas between")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "make: want one folder")
		os.Exit(2)
	}
	err := credentials.Make(credentials.Options{
		Dir: flag.Arg(0), Config: *config, Hosts: list(*hosts), Others: list(*others), Now: time.Now(),
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}
