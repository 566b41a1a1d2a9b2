package metadata

import (
	"strings"
	"unicode/utf8"
)

// withoutDenseSite takes the channel's and the site's name off a title in a script
// without spaces: "桥梁将关闭_社会_河港新闻网". What stands behind an underscore is one of
// them; what stands behind another mark must be the site's name, or end as such names do.
func (c *claims) withoutDenseSite(title string) string {
	if !strings.ContainsFunc(title, isEastAsian) {
		return title
	}
	for range mostChannels {
		at, n := -1, 0
		for _, sep := range denseSeparators {
			if i := strings.LastIndex(title, sep); i > at || i == at && len(sep) > n {
				at, n = i, len(sep)
			}
		}
		if at <= 0 {
			break
		}
		tail := strings.TrimSpace(title[at+n:])
		head := strings.TrimRight(title[:at], " -_|｜－—–丨")
		if utf8.RuneCountInString(head) < shortestHan || utf8.RuneCountInString(tail) > longestChannel {
			break
		}
		if title[at] != '_' && !c.isSite(tail) && !isHanSite(tail) {
			break
		}
		title = head
	}
	return title
}

// Bounds on titles in scripts without spaces, in characters, and how many names may
// stand behind one.
const (
	shortestHan    = 4
	longestChannel = 14
	mostChannels   = 4
)

// hanSiteEnds are how the names of sites and channels end in Chinese, Japanese and Korean.
var hanSiteEnds = []string{"网", "網", "报", "報", "新闻", "新聞", "频道", "頻道", "在线", "在線", "日报", "晚报", "时报", "時報", "周刊", "週刊", "新闻网", "网易", "中心", "ニュース", "オンライン", "日報", "뉴스", "일보", "신문"}

func isHanSite(s string) bool {
	for _, end := range hanSiteEnds {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}
