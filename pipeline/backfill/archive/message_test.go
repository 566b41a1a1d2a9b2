package archive

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestAMessageIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		header := rapid.MapOf(rapid.StringMatching(`[A-Za-z-]{1,20}`), rapid.SliceOfN(rapid.StringMatching(`([!-~]([ -~é]{0,30}[!-~])?)?`), 1, 3)).Draw(t, "header")
		body := rapid.SliceOf(rapid.Byte()).Draw(t, "body")
		gotHeader, gotBody, err := decodeMessage(EncodeMessage(header, body))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]any{header, string(body)}, []any{gotHeader, string(gotBody)}); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestWhatIsNoMessageIsRefused(t *testing.T) {
	for _, bytes := range []string{"", "NATS/1.0\r\n", "NATS/1.0\r\nA: b\r\n", "NATS/1.0\r\nno colon\r\n\r\n", "A: b\r\n\r\nbody"} {
		if header, body, err := decodeMessage([]byte(bytes)); err == nil {
			t.Errorf("%q is read as %v, %q", bytes, header, body)
		}
	}
}
