package main

import "testing"

func TestASiteIsNamedByItsTokenOrItsDomain(t *testing.T) {
	for text, want := range map[string]siteToken{
		"courier-example": "courier-example", "courier.example": "courier-example", "www.courier.example": "courier-example",
		"https://www.courier.example/a": "courier-example", "local": "local", "": "",
	} {
		var got siteToken
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"*.example", "courier example", ">", "..."} {
		if err := new(siteToken).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken for a site", text)
		}
	}
}
