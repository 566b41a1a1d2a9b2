package segment

import (
	"net/url"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// platforms are the sites whose posts and players stand in articles, by the ends of
// their hosts.
var platforms = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"twitter.com": "x", "x.com": "x", "instagram.com": "instagram", "tiktok.com": "tiktok",
		"facebook.com": "facebook", "threads.net": "threads", "threads.com": "threads", "bsky.app": "bluesky",
		"youtube.com": "youtube", "youtube-nocookie.com": "youtube", "youtu.be": "youtube", "vimeo.com": "vimeo",
		"dailymotion.com": "dailymotion", "twitch.tv": "twitch", "streamable.com": "streamable", "rumble.com": "rumble",
		"spotify.com": "spotify", "soundcloud.com": "soundcloud", "podcasts.apple.com": "apple-podcasts",
		"reddit.com": "reddit", "redditmedia.com": "reddit", "linkedin.com": "linkedin", "t.me": "telegram",
		"vk.com": "vk", "rutube.ru": "rutube", "bilibili.com": "bilibili", "weibo.com": "weibo", "odysee.com": "odysee",
		"datawrapper.dwcdn.net": "datawrapper", "flourish.studio": "flourish", "documentcloud.org": "documentcloud",
	}
})

// postKind is an element in which a page has a post, before a script of the platform
// makes a frame of it.
type postKind struct {
	platform string
	keys     []string // the attributes that have its address
	id       string   // the attribute that has its id
	prefix   string   // what makes an address of that
}

// postClasses are those elements by a class, and postTags by their tag.
var postClasses = sync.OnceValue(func() map[string]postKind {
	return map[string]postKind{
		"twitter-tweet": {platform: "x", keys: []string{"cite"}}, "twitter-video": {platform: "x", keys: []string{"cite"}},
		"instagram-media": {platform: "instagram", keys: []string{"data-instgrm-permalink", "cite"}},
		"tiktok-embed":    {platform: "tiktok", keys: []string{"cite"}},
		"bluesky-embed":   {platform: "bluesky", keys: []string{"cite"}},
		"text-post-media": {platform: "threads", keys: []string{"data-text-post-permalink"}},
		"reddit-embed-bq": {platform: "reddit", keys: []string{"cite"}}, "reddit-card": {platform: "reddit", keys: []string{"cite"}},
		"mastodon-embed": {platform: "mastodon", keys: []string{"data-embed-url", "cite"}},
		"fb-post":        {platform: "facebook", keys: []string{"data-href"}}, "fb-video": {platform: "facebook", keys: []string{"data-href"}},
	}
})

var postTags = sync.OnceValue(func() map[string]postKind {
	return map[string]postKind{
		"amp-twitter":     {platform: "x", id: "data-tweetid", prefix: "https://twitter.com/i/status/"},
		"amp-instagram":   {platform: "instagram", id: "data-shortcode", prefix: "https://www.instagram.com/p/"},
		"amp-tiktok":      {platform: "tiktok", keys: []string{"data-src"}},
		"amp-facebook":    {platform: "facebook", keys: []string{"data-href"}},
		"amp-youtube":     {platform: "youtube", id: "data-videoid", prefix: youtubeVideo},
		"lite-youtube":    {platform: "youtube", id: "videoid", prefix: youtubeVideo},
		"youtube-video":   {platform: "youtube", keys: []string{"src"}},
		"amp-vimeo":       {platform: "vimeo", id: "data-videoid", prefix: "https://vimeo.com/"},
		"amp-dailymotion": {platform: "dailymotion", id: "data-videoid", prefix: "https://www.dailymotion.com/video/"},
	}
})

const youtubeVideo = "https://www.youtube.com/watch?v="

// postOf returns the platform and the address of the post that n is, the latter empty
// where n does not have it.
func postOf(n *html.Node) (platform, address string, ok bool) {
	kind, ok := postTags()[n.Data]
	if !ok && (n.DataAtom == atom.Blockquote || n.DataAtom == atom.Div) {
		for class := range strings.FieldsSeq(dom.Attr(n, "class")) {
			if kind, ok = postClasses()[class]; ok {
				break
			}
		}
	}
	if !ok {
		return "", "", false
	}
	for _, key := range kind.keys {
		if address = dom.Attr(n, key); address != "" {
			return kind.platform, address, true
		}
	}
	if id := dom.Attr(n, kind.id); kind.id != "" && id != "" {
		address = kind.prefix + url.QueryEscape(id)
	}
	return kind.platform, address, true
}

// frameKeys are the attributes of an <iframe> that may have its address, those for a
// frame that is loaded late first.
var frameKeys = []string{"data-src", "data-lazy-src", "data-litespeed-src", "src"}

// frameOf returns what an <iframe> of a platform shows. Any other is an advertisement
// as often as not.
func frameOf(n *html.Node) (platform, address string, ok bool) {
	for _, key := range frameKeys {
		address = strings.TrimSpace(dom.Attr(n, key))
		if strings.HasPrefix(address, "//") {
			address = "https:" + address
		}
		if u, err := url.Parse(address); err == nil {
			if platform = platformOf(u.Hostname()); platform != "" {
				return platform, watchAddress(u), true
			}
		}
	}
	return "", "", false
}

// platformOf returns the platform of a host, or "".
func platformOf(host string) string {
	for host = strings.ToLower(host); host != ""; {
		if p, ok := platforms()[host]; ok {
			return p
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return ""
}

// watchAddress returns the address at which people see what a frame shows, where it
// can be made from the frame's.
func watchAddress(u *url.URL) string {
	query := u.Query()
	switch platformOf(u.Hostname()) {
	case "youtube":
		if id, ok := strings.CutPrefix(u.Path, "/embed/"); ok && id != "" && id != "videoseries" {
			return youtubeVideo + url.QueryEscape(strings.Trim(id, "/"))
		}
	case "x":
		if id := query.Get("id"); id != "" {
			return postTags()["amp-twitter"].prefix + url.PathEscape(id)
		}
	case "facebook":
		if href := query.Get("href"); href != "" {
			return href
		}
	}
	return u.String()
}

// isPostAddress reports whether an address is that of one post of a platform, not of
// an account, a tag or a shortened link.
func isPostAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || platformOf(u.Hostname()) == "" {
		return false
	}
	for _, part := range [...]string{"/status/", "/statuses/", "/p/", "/reel/", "/post/", "/video/", "/comments/", "/posts/"} {
		if strings.Contains(u.Path, part) {
			return true
		}
	}
	return false
}
