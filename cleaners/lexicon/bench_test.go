package lexicon

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The texts are prose with a few pieces of boilerplate, as pages are.
var benchTexts = map[string]string{
	"english": `The council voted on Tuesday evening to close the old bridge for repairs, a decision that shopkeepers on both banks had feared for months. Engineers found cracks in two of the five piers last spring, and the detour adds twenty minutes to most trips, residents said. Read more: How the river shaped the town. "We will have to live with it," said one baker, who expects to lose a third of her customers. Photo: Getty Images. Sign up for our newsletter. `,
	"russian": `Городской совет во вторник вечером проголосовал за закрытие старого моста на ремонт. Этого решения владельцы магазинов на обоих берегах боялись несколько месяцев. Весной инженеры нашли трещины в двух из пяти опор, а объезд занимает лишние двадцать минут, рассказали жители. Читайте также: как река создала город. Фото: Reuters. Подпишитесь на наш канал. `,
	"chinese": `市议会周二晚间投票决定关闭老桥进行维修,两岸店主为这一决定担忧了好几个月。工程师去年春天在五个桥墩中的两个上发现裂缝,居民说绕行要多花二十分钟。阅读更多:这条河如何造就了这座城市。图片来源:新华社。订阅我们的电子报。`,
}

func BenchmarkFind(b *testing.B) {
	l := Default()
	for name, text := range benchTexts {
		b.Run(name, func(b *testing.B) {
			text := strings.Repeat(text, 1<<20/len(text))
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			var cues []document.Cue
			for b.Loop() {
				cues = l.Find(text, cues[:0])
			}
			b.ReportMetric(float64(len(cues))/float64(len(text)>>10), "cues/KB")
		})
	}
}

func BenchmarkLanguage(b *testing.B) {
	l := Default()
	for name, text := range benchTexts {
		b.Run(name, func(b *testing.B) {
			text := strings.Repeat(text, 8)
			b.ReportAllocs()
			for b.Loop() {
				l.Language(text)
			}
		})
	}
}
