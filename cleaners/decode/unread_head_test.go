package decode

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDropElements(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"scripts and styles":      {`<head><script src=a></script> <style>b</style><body>c<script>d</script><p>e</p>`, `<head><body>c<p>e</p>`},
		"between words":           {`<body>a<script>b</script>c <style>d</style> e`, `<body>a<script></script>c  e`},
		"before the head":         {`<script>a</script><!DOCTYPE html><head>`, `<script></script><!DOCTYPE html><head>`},
		"data":                    {`<head><script type="application/ld+json">{}</script>`, `<head><script type="application/ld+json">{}</script>`},
		"in a group of columns":   {`<body><table><colgroup><script>a</script><col>`, `<body><table><colgroup><script></script><col>`},
		"an end tag with a space": {`<body><script>a</script b="c>"><p>d`, `<body><p>d`},
		"links in the head":       {`<head><link rel=stylesheet href=a><link rel=Canonical href=b><link rel="image_src" href=c><title>d</title><link rel=icon>`, `<head><link rel=Canonical href=b><link rel="image_src" href=c><title>d</title>`},
		"links behind it":         {`<head><link rel=icon></head><link rel=icon><body><link rel=icon>`, `<head></head><link rel=icon><body><link rel=icon>`},
		"what a head states":      {`<head><meta charset=a><meta name=Viewport content=b><meta property="og:title" content=c><meta name=robots property=author content=d>`, `<head><meta property="og:title" content=c><meta name=robots property=author content=d>`},
		"what a body states":      {`<head></head><meta name=viewport content=b>`, `<head></head><meta name=viewport content=b>`},
		"a head that words end":   {`<head>a<link rel=icon>`, `<head>a<link rel=icon>`},
	} {
		if diff := cmp.Diff(c.want, readAll(dropUnread(c.src, true, false))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
