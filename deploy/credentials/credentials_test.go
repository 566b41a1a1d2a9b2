package credentials

import (
	"crypto/tls"
	"crypto/x509"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// made makes credentials at a time, and returns all files.
func made(t *testing.T, dir string, now time.Time, hosts ...string) map[string]string {
	t.Helper()
	err := Make(Options{Dir: dir, Config: filepath.Join("..", "nats"), Hosts: hosts, Others: []string{"grafana"}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	err = filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %s: others can read it", name, info.Mode())
		}
		content, err := os.ReadFile(name)
		if short, err := filepath.Rel(dir, name); err == nil {
			files[filepath.ToSlash(short)] = string(content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestEveryUserOfTheAccountsGetsCredentials(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	files := made(t, dir, now, "localhost", "127.0.0.1", "nats-1")
	text, err := os.ReadFile(filepath.Join("..", "nats", "accounts.conf"))
	if err != nil {
		t.Fatal(err)
	}
	users, err := accounts(filepath.Join("..", "nats"))
	if err != nil || len(users) != strings.Count(string(text), "user: ") {
		t.Errorf("%d users, and accounts.conf has %d: %v", len(users), strings.Count(string(text), "user: "), err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(files["authority/ca.pem"]))
	for _, u := range users {
		wantGood(t, roots, files, u.name+"/cert.pem", u.name+"/key.pem", x509.ExtKeyUsageClientAuth, "")
		line := u.variable + "=" + strings.TrimSpace(files[u.name+"/password"]) + "\n"
		if !strings.Contains(files["server/passwords.env"], line) || files[u.name+"/ca.pem"] != files["authority/ca.pem"] {
			t.Errorf("the servers do not know the password of %s, or it has no authority", u.name)
		}
	}
	for _, host := range []string{"localhost", "127.0.0.1", "nats-1"} {
		wantGood(t, roots, files, "server/server.pem", "server/server-key.pem", x509.ExtKeyUsageServerAuth, host)
	}
	if files["grafana/password"] == "" || files["grafana/key.pem"] != "" {
		t.Error("who is no user gets a password, and that alone")
	}
}

func wantGood(t *testing.T, roots *x509.CertPool, files map[string]string, cert, key string, use x509.ExtKeyUsage, host string) {
	t.Helper()
	pair, err := tls.X509KeyPair([]byte(files[cert]), []byte(files[key]))
	if err == nil {
		_, err = pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{use}, DNSName: host})
	}
	if err != nil {
		t.Errorf("%s: %v", cert, err)
	}
}

func TestWhatIsThereStays(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	first := made(t, dir, now, "localhost")
	if diff := cmp.Diff(first, made(t, dir, now.Add(300*day), "localhost")); diff != "" {
		t.Errorf("made anew long before it ends:\n%s", diff)
	}
	renewed := made(t, dir, now.Add(380*day), "localhost")
	for name, content := range first {
		certificate := !strings.HasPrefix(name, "authority/") && strings.HasSuffix(name, ".pem") && !strings.HasSuffix(name, "ca.pem")
		if (renewed[name] != content) != certificate {
			t.Errorf("%s: a certificate that ends soon is made anew, and nothing else", name)
		}
	}
	moved := made(t, dir, now.Add(380*day), "nats-1")
	if moved["server/server.pem"] == renewed["server/server.pem"] || moved["worker/cert.pem"] != renewed["worker/cert.pem"] {
		t.Error("servers of other names need another certificate, and clients none")
	}
}

func TestWhatCannotBeMadeIsNamed(t *testing.T) {
	empty := t.TempDir()
	if err := os.WriteFile(filepath.Join(empty, "accounts.conf"), []byte("accounts {}"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := t.TempDir()
	if err := write(filepath.Join(broken, "authority", "ca-key.pem"), []byte("no key")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Dir: t.TempDir(), Config: empty, Hosts: []string{"a"}}, "names no user"},
		{Options{Dir: t.TempDir(), Config: filepath.Join(empty, "none"), Hosts: []string{"a"}}, "accounts.conf"},
		{Options{Dir: t.TempDir(), Config: filepath.Join("..", "nats")}, "no host"},
		{Options{Dir: broken, Config: filepath.Join("..", "nats"), Hosts: []string{"a"}}, "ca-key.pem: no key"},
	} {
		if err := Make(c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Make = %v, want it to say %q", err, c.want)
		}
	}
}
