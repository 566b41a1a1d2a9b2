package metadata

import "sync"

// metaField is the field that the content of a <meta> states.
type metaField uint8

const (
	metaTitle metaField = iota + 1
	metaAuthor
	metaPublished
	metaModified
	metaSection
	metaSite
	metaImage
	metaAddress
	metaLanguage
	metaTag
	metaKeywords
	metaType
	metaTier
	metaOwner
	metaDate // published or changed: tools have one date for both
)

// metaFields maps the lower-case names by which publishing systems state a field in
// <meta property>, <meta name> or <meta itemprop>.
var metaFields = sync.OnceValue(func() map[string]metaField {
	return map[string]metaField{
		"og:title": metaTitle, "twitter:title": metaTitle, "headline": metaTitle, "dc.title": metaTitle, "dcterms.title": metaTitle,
		"parsely-title": metaTitle, "sailthru.title": metaTitle, "citation_title": metaTitle,

		"author": metaAuthor, "authors": metaAuthor, "article:author": metaAuthor, "article:author_name": metaAuthor, "og:article:author": metaAuthor,
		"og:author": metaAuthor, "parsely-author": metaAuthor, "sailthru.author": metaAuthor, "dc.creator": metaAuthor, "dcterms.creator": metaAuthor,
		"dc.creator.name": metaAuthor, "byl": metaAuthor, "byline": metaAuthor, "creator": metaAuthor, "citation_author": metaAuthor, "cxenseparse:author": metaAuthor,
		"author_name": metaAuthor, "article.author": metaAuthor, "article:author:name": metaAuthor, "bt:author": metaAuthor, "rbauthors": metaAuthor, "shareaholic:article_author_name": metaAuthor,

		"copyright": metaOwner, "dc.rights": metaOwner, "dcterms.rights": metaOwner, "dcterms.rightsholder": metaOwner, "rights": metaOwner, "rights-holder": metaOwner,

		"article:published_time": metaPublished, "article:published": metaPublished, "og:published_time": metaPublished, "og:article:published_time": metaPublished,
		"datepublished": metaPublished, "datecreated": metaDate, "date": metaDate, "pubdate": metaDate, "publishdate": metaPublished, "publish-date": metaPublished,
		"publish_date": metaPublished, "published_time": metaPublished, "publication_date": metaPublished, "originalpublicationdate": metaPublished,
		"parsely-pub-date": metaDate, "sailthru.date": metaDate, "cxenseparse:publishtime": metaDate, "dc.date": metaDate,
		"dc.date.issued": metaPublished, "dc.date.created": metaDate, "dcterms.date": metaDate, "dcterms.created": metaDate, "dcterms.issued": metaPublished,
		"published": metaPublished, "publisheddate": metaPublished, "published-date": metaPublished, "published_date": metaPublished, "published_at": metaPublished,
		"citation_publication_date": metaPublished, "citation_online_date": metaPublished, "article.published": metaPublished, "displaydate": metaDate,

		"article:modified_time": metaModified, "article:modified": metaModified, "og:updated_time": metaModified, "datemodified": metaModified, "lastmod": metaModified,
		"last-modified": metaModified, "lastmodified": metaModified, "dc.date.modified": metaModified, "dcterms.modified": metaModified, "article.updated": metaModified,
		"revision_date": metaModified, "revised": metaModified, "updated": metaModified, "og:article:modified_time": metaModified, "article:updated_time": metaModified, "article:updated": metaModified, "og:modified_time": metaModified, "dateupdated": metaModified, "date.modified": metaModified, "sailthru.updated": metaModified,

		"article:section": metaSection, "parsely-section": metaSection, "articlesection": metaSection, "section": metaSection, "dc.subject": metaKeywords,

		"og:site_name": metaSite, "application-name": metaSite, "publisher": metaSite, "dc.publisher": metaSite, "dcterms.publisher": metaSite,
		"apple-mobile-web-app-title": metaSite, "citation_journal_title": metaSite,

		"og:image": metaImage, "og:image:url": metaImage, "og:image:secure_url": metaImage, "twitter:image": metaImage, "twitter:image:src": metaImage,
		"parsely-image-url": metaImage, "sailthru.image.full": metaImage, "thumbnailurl": metaImage,

		"og:url": metaAddress, "parsely-link": metaAddress,

		"og:locale": metaLanguage, "dc.language": metaLanguage, "dcterms.language": metaLanguage, "inlanguage": metaLanguage, "content-language": metaLanguage,

		"og:type": metaType, "article:content_tier": metaTier,

		"article:tag": metaTag, "parsely-tags": metaTag, "news_keywords": metaTag, "sailthru.tags": metaTag, "keywords": metaKeywords,
	}
})
