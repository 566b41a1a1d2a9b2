package review

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// keep writes what is seen of a page to a folder, light and dark.
func (b *tab) keep(folder, name string, width int64) {
	b.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		b.scheme(scheme)
		image, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", name, width, scheme)), image, 0o600)
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
	b.scheme("light")
}
