package review

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// leastContrast is what WCAG asks of text at level AA.
const leastContrast = 4.5

// TestKindsCanBeRead computes the contrast of each kind's label, and of text on its tint,
// out of the style sheet, light and dark.
func TestKindsCanBeRead(t *testing.T) {
	content, err := static.ReadFile("static/review.css")
	if err != nil {
		t.Fatal(err)
	}
	light, rest, _ := strings.Cut(string(content), "@media (prefers-color-scheme: dark)")
	dark, rest, _ := strings.Cut(rest, "\n}")
	hues := variables(regexp.MustCompile(`\.k-(\w+) \{ --h: ([\d.]+); \}`), rest)
	variable := regexp.MustCompile(`--([\w-]+): ([^;]+);`)
	for name, sheet := range map[string]string{"light": light, "dark": dark} {
		v := variables(variable, sheet)
		number := func(name string) float64 {
			text, percent := strings.CutSuffix(v[name], "%")
			n, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatalf("%s: --%s is %q", sheet, name, v[name])
			}
			if percent {
				n /= 100
			}
			return n
		}
		check := func(what string, a, b [3]float64) {
			if c := contrast(a, b); c < leastContrast {
				t.Errorf("%s: %s has a contrast of %.2f, want %.1f", name, what, c, leastContrast)
			}
		}
		for _, k := range document.Kinds() {
			hue, err := strconv.ParseFloat(hues[k.String()], 64)
			if err != nil {
				t.Fatalf("%s has no hue", k)
			}
			of := func(part string) [3]float64 { return oklch(number(part+"-l"), number(part+"-c"), hue) }
			check(k.String()+"'s label", of("ink"), of("tag"))
			check("text on "+k.String(), fromHex(v["text"]), of("tint"))
			check("dim text on "+k.String(), fromHex(v["dim"]), of("tint"))
		}
		for _, pair := range [][2]string{{"text", "bg"}, {"dim", "bg"}, {"dim", "raised"}, {"accent", "bg"}, {"accent", "accent-bg"}, {"on-accent", "accent"}, {"bad", "bad-bg"}, {"good", "good-bg"}, {"bad", "bg"}, {"mark-text", "mark"}} {
			check(pair[0]+" on "+pair[1], fromHex(v[pair[0]]), fromHex(v[pair[1]]))
		}
	}
}

func variables(pattern *regexp.Regexp, sheet string) map[string]string {
	all := make(map[string]string)
	for _, found := range pattern.FindAllStringSubmatch(sheet, -1) {
		all[found[1]] = found[2]
	}
	return all
}

// oklch returns a colour in linear light, as CSS Color 4 converts it.
func oklch(lightness, chroma, hue float64) [3]float64 {
	a, b := chroma*math.Cos(hue*math.Pi/180), chroma*math.Sin(hue*math.Pi/180)
	cube := func(x float64) float64 { return x * x * x }
	l := cube(lightness + 0.3963377774*a + 0.2158037573*b)
	m := cube(lightness - 0.1055613458*a - 0.0638541728*b)
	s := cube(lightness - 0.0894841775*a - 1.2914855480*b)
	clip := func(x float64) float64 { return min(max(x, 0), 1) }
	return [3]float64{
		clip(4.0767416621*l - 3.3077115913*m + 0.2309699292*s),
		clip(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s),
		clip(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s),
	}
}

// fromHex returns a colour such as #1c1d1b or #fff in linear light.
func fromHex(text string) (c [3]float64) {
	text = strings.TrimPrefix(text, "#")
	if len(text) == 3 {
		text = string([]byte{text[0], text[0], text[1], text[1], text[2], text[2]})
	}
	for i := range c {
		n, _ := strconv.ParseUint(text[2*i:2*i+2], 16, 8)
		v := float64(n) / 255
		if v <= 0.04045 {
			c[i] = v / 12.92
		} else {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return c
}

// contrast is WCAG's ratio of two colours in linear light.
func contrast(a, b [3]float64) float64 {
	luminance := func(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}
