package document

import "testing"

func TestParseExtras(t *testing.T) {
	for names, want := range map[string]string{
		"": "", "images": "images", "links, images": "images,links", "authors,authors": "authors",
		"all": "images,related,embeds,links,authors", "embeds,all": "images,related,embeds,links,authors",
	} {
		s, err := ParseExtras(names)
		if err != nil || s.String() != want {
			t.Errorf("%q: got %q, %v, want %q", names, s, err, want)
		}
	}
	for _, names := range []string{"pictures", "images,", "Images", ","} {
		if s, err := ParseExtras(names); err == nil {
			t.Errorf("%q is %q", names, s)
		}
	}
}

func TestExtrasAddUp(t *testing.T) {
	var s ExtraSet
	for _, names := range []string{"links", "images"} {
		if err := s.UnmarshalText([]byte(names)); err != nil {
			t.Fatal(err)
		}
	}
	if s != ExtraImages|ExtraLinks {
		t.Errorf("got %s", s)
	}
}
