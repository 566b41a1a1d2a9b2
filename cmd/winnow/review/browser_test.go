package review

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// browserTime is how long a browser may take for one test: a machine that does ten other
// things needs some of it.
const browserTime = 5 * time.Minute

// findBrowser returns where Chromium is, and skips the test where it is not.
func findBrowser(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds to start")
	}
	for _, name := range []string{os.Getenv("CHROME"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Skip("no Chromium: install it (apt-get install chromium), or name one in CHROME")
	return ""
}

// outside is the hosts of outside.example; the browser finds no other, and no other
// machine. It counts connections, so that a mere look-ahead is seen too.
type outside struct {
	listener net.Listener
	done     chan struct{}
	mu       sync.Mutex
	n        int
}

func newOutside() (*outside, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	o := &outside{listener: listener, done: make(chan struct{})}
	go func() {
		defer close(o.done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			o.mu.Lock()
			o.n++
			o.mu.Unlock()
			conn.Close()
		}
	}()
	return o, nil
}

func (o *outside) close() error {
	err := o.listener.Close()
	<-o.done
	return err
}

func (o *outside) connections() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.n
}

// browser is a running Chromium.
type browser struct {
	ctx     context.Context
	outside *outside
	end     func()
}

// shared is the browser that all tests have tabs in: to start one takes seconds. It ends
// with the last test.
var shared struct {
	sync.Mutex
	*browser
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.browser != nil {
		shared.end()
	}
	os.Exit(code)
}

// startBrowser returns the browser of all tests. Each test has a tab of its own, with
// cookies of its own.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	path := findBrowser(t)
	shared.Lock()
	defer shared.Unlock()
	if shared.browser == nil {
		b, err := newBrowser(path)
		if err != nil {
			t.Fatal(err)
		}
		shared.browser = b
	}
	return shared.browser
}

func newBrowser(path string) (*browser, error) {
	out, err := newOutside()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "winnow-browser-*")
	if err != nil {
		return nil, errors.Join(err, out.close())
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(folder), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP *outside.example "+out.listener.Addr().String()+", MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.WindowSize(1280, 900),
	)
	allocated, release := chromedp.NewExecAllocator(context.Background(), options...)
	tab, end := chromedp.NewContext(allocated)
	b := &browser{ctx: tab, outside: out, end: func() {
		_ = chromedp.Cancel(tab) // it ends all the same
		end()
		release()
		_, _ = out.close(), os.RemoveAll(folder)
	}}
	if err := chromedp.Do(tab); err != nil {
		b.end()
		return nil, err
	}
	return b, nil
}

// tab is a page of a browser, on a server of its own.
type tab struct {
	t       *testing.T
	ctx     context.Context
	server  *httptest.Server
	drawer  *drawer
	dialogs func() int
}

// open shows some documents in a new tab.
func (b *browser) open(t *testing.T, o Options) *tab {
	t.Helper()
	d, ok := o.Corrections.(*drawer)
	if !ok {
		d = &drawer{}
		o.Corrections = d
	}
	if o.By == "" {
		o.By = "ada"
	}
	o.Now = func() time.Time { return now }
	handler, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	bounded, stop := context.WithTimeout(b.ctx, browserTime)
	ctx, end := chromedp.NewContext(bounded, chromedp.WithNewBrowserContext())
	t.Cleanup(func() { end(); stop() })
	var mu sync.Mutex
	dialogs := 0
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, func(event any) {
		if _, is := event.(*page.EventJavascriptDialogOpening); is {
			mu.Lock()
			dialogs++
			mu.Unlock()
		}
	}); err != nil {
		t.Fatal(err)
	}
	return &tab{t: t, ctx: ctx, server: server, drawer: d, dialogs: func() int { mu.Lock(); defer mu.Unlock(); return dialogs }}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.server.URL + path))
}

// leave does something that leads to another page, and waits until all of that is there.
func (b *tab) leave(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	before := eval[float64](b, "performance.timeOrigin")
	b.do(steps...)
	b.until(fmt.Sprintf("performance.timeOrigin !== %s && document.readyState === 'complete'", strconv.FormatFloat(before, 'f', -1, 64)))
}

// until waits until an expression is true in the page. While one page follows another
// there is none to ask.
func (b *tab) until(expression string) {
	b.t.Helper()
	for {
		is, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](expression))
		if err == nil && is {
			return
		}
		select {
		case <-b.ctx.Done():
			b.t.Fatalf("it never came to this: %s (%v)", expression, err)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// fill writes a text into a field, which has to be there.
func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("(() => { const field = document.querySelector(%q); if (!field) return false; field.value = %q; return true; })()", selector, text))
}

// keys types keys, one after the other.
func keys(all string) chromedp.Action[chromedp.Void] { return chromedp.KeyEvent(all) }

// eval returns what an expression is in the page.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// title returns the tab's title, path its address without the server.
func (b *tab) title() string { return eval[string](b, "document.title") }

func (b *tab) path() string {
	return strings.TrimPrefix(eval[string](b, "location.href"), b.server.URL)
}

// chosen returns the text of the chosen stretch.
func (b *tab) chosen() string {
	return eval[string](b, "document.querySelector('.s.chosen')?.textContent ?? ''")
}

func call[P, R any](b *tab, command cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.t.Fatal(err)
	}
}

// withoutScript turns scripts of pages off.
func (b *tab) withoutScript() {
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// scheme makes the browser prefer light or dark.
func (b *tab) scheme(name string) {
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
}
