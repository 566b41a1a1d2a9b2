package lexicon

import (
	"strings"
	"sync"
)

// Tag returns the primary subtag, in lower case, of the language that a page or
// scraper states: "pt" for "pt-BR". Three letters are read as the two that mean the
// same ("eng" is "en"), and country codes that are no language's as its own ("gr" is
// "el"). It returns "" for what is no language: "utf", "english", "x-default".
func Tag(stated string) string {
	tag := strings.TrimSpace(stated)
	if end := strings.IndexAny(tag, "-_"); end >= 0 {
		tag = tag[:end]
	}
	if tag == "" { // most texts state none
		return ""
	}
	tag = strings.ToLower(tag)
	if meant, ok := meantTags()[tag]; ok {
		return meant
	}
	if len(tag) != 2 || !isLower(tag[0]) || !isLower(tag[1]) {
		return ""
	}
	return tag
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }

// meantTags are the stated tags that are not what the language is called here. Of
// three letters only those here are believed: a wrong tag has three more often than
// a language without a code of two has pages.
var meantTags = sync.OnceValue(func() map[string]string {
	meant := map[string]string{}
	for _, line := range strings.Fields(`
		ar:ara bg:bul bn:ben ca:cat cs:ces,cze,cz da:dan,dk de:deu,ger el:ell,gre,gr en:eng es:spa et:est
		fa:fas,per fi:fin fr:fra,fre he:heb,iw hi:hin hr:hrv hu:hun id:ind,in is:isl,ice it:ita ja:jpn,jp
		ko:kor,kr lt:lit lv:lav nl:nld,dut no:nor nb:nob nn:nno pl:pol pt:por ro:ron,rum,mo ru:rus sk:slk,slo sl:slv
		sr:srp sv:swe sw:swa ta:tam th:tha tr:tur uk:ukr,ua ur:urd vi:vie,vn yi:ji zh:zho,chi,cmn,cn
		af:afr az:aze be:bel bs:bos cy:cym,wel eu:eus,baq ga:gle gl:glg hy:hye,arm ka:kat,geo kk:kaz mk:mkd,mac
		mr:mar ms:msa,may mt:mlt ne:nep si:sin sq:sqi,alb te:tel ml:mal
		ast:ast ckb:ckb cnr:cnr fil:fil,tgl,tl yue:yue`) {
		to, from, _ := strings.Cut(line, ":")
		for tag := range strings.SplitSeq(from, ",") {
			meant[tag] = to
		}
	}
	return meant
})
