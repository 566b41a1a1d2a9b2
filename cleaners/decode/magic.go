package decode

import "bytes"

// magicAt is the signature of a file format.
type magicAt struct {
	offset int
	bytes  string
	name   string // with its article, to follow "looks like"
}

// magics has the formats that scrapers fetch by mistake, for the error to name them.
// checkText refuses any other binary data.
var magics = []magicAt{
	{0, "%PDF-", "a PDF file"},
	{0, "\x89PNG\r\n\x1a\n", "a PNG image"},
	{0, "GIF87a", "a GIF image"},
	{0, "GIF89a", "a GIF image"},
	{0, "\xff\xd8\xff", "a JPEG image"},
	{8, "WEBP", "a WebP image"},
	{4, "ftypavif", "an AVIF image"},
	{4, "ftyp", "an MP4 or HEIC file"},
	{0, "II*\x00", "a TIFF image"},
	{0, "MM\x00*", "a TIFF image"},
	{0, "\x00\x00\x01\x00", "an icon"},
	{0, "PK\x03\x04", "a ZIP archive or Office document"},
	{0, "PK\x05\x06", "an empty ZIP archive"},
	{0, "\x1f\x8b", "gzip-compressed data"},
	{0, "\x28\xb5\x2f\xfd", "zstd-compressed data"},
	{0, "BZh", "bzip2-compressed data"},
	{0, "\xfd7zXZ\x00", "xz-compressed data"},
	{0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive"},
	{0, "Rar!\x1a\x07", "a RAR archive"},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"},
	{0, `{\rtf`, "an RTF document"},
	{0, "%!PS-", "a PostScript file"},
	{0, "ID3", "an MP3 file"},
	{0, "OggS", "an Ogg file"},
	{0, "\x1a\x45\xdf\xa3", "a Matroska or WebM video"},
	{0, "wOFF", "a web font"},
	{0, "wOF2", "a web font"},
	{0, "\x7fELF", "an ELF program"},
	{0, "SQLite format 3\x00", "an SQLite database"},
	{0, "PAR1", "a Parquet file"},
	{0, "Obj\x01", "an Avro file"},
}

// textMagicTail is within how many bytes a control character must follow a signature
// of letters and digits alone ("ID3"), since a text could begin with that word.
const textMagicTail = 64

// magicName returns the name of the binary format that body begins as, or "".
func magicName(body []byte) string {
	for i := range magics {
		m := &magics[i]
		if len(body) < m.offset+len(m.bytes) || body[m.offset] != m.bytes[0] || string(body[m.offset:m.offset+len(m.bytes)]) != m.bytes {
			continue
		}
		if isWord(m.bytes) && !hasControl(body[:min(len(body), m.offset+len(m.bytes)+textMagicTail)]) {
			continue
		}
		return m.name
	}
	return ""
}

func isWord(s string) bool {
	return bytes.IndexFunc([]byte(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}) < 0
}

func hasControl(b []byte) bool {
	return bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' })
}
