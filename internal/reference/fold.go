package reference

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed data/pinyin.tsv
var pinyinText string

//go:embed data/variants.tsv
var variantsText string

// folded are letters that Unicode does not take apart and people type as
// others.
var folded = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ı': "i", 'ə': "a", 'ς': "σ",
}

// unwritten are signs within a word: Xi'an is xian, L.A. is la.
const unwritten = "'’‘ʼʻʿʾ`.·・"

// spelledOut is what German and the Nordic languages write without their letters.
var spelledOut = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "å", "aa", "Å", "Aa", "ø", "oe", "Ø", "Oe")

var loadVariants = sync.OnceValue(func() map[rune]rune {
	variants := map[rune]rune{}
	for row := range rows(variantsText) {
		character, _ := utf8.DecodeRuneInString(field(&row))
		for _, other := range row {
			variants[other] = character
		}
	}
	return variants
})

var loadPinyin = sync.OnceValue(func() map[rune]string {
	pinyin := map[rune]string{}
	for row := range rows(pinyinText) {
		reading := field(&row)
		for _, character := range row {
			pinyin[character] = reading
		}
	}
	return pinyin
})

// fold reduces a name, or what somebody typed for one, to the words that are
// compared: lower case, no accents, one width, simplified characters, single
// spaces for whatever stands between words. Folding twice changes nothing.
func fold(s string) string {
	variants := loadVariants()
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, " ")) {
		if strings.ContainsRune(unwritten, r) || r > unicode.MaxASCII && unicode.Is(unicode.M, r) {
			continue
		}
		r = unicode.ToLower(r)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		if r <= unicode.MaxASCII {
			b.WriteByte(byte(r))
			continue
		}
		letters, ok := folded[r]
		if ok {
			b.WriteString(letters)
			continue
		}
		simple, ok := variants[r]
		if ok {
			r = simple
		}
		b.WriteRune(r)
	}
	return b.String()
}

// shortZH leaves out of a folded Chinese name what people leave out: 首都机场
// is 北京首都国际机场, 上海市 is 上海. A name of nothing else stays.
func shortZH(name string) string {
	short := strings.ReplaceAll(strings.ReplaceAll(name, "国际", ""), "机场", "")
	city := strings.TrimSuffix(short, "市")
	if utf8.RuneCountInString(city) > 1 {
		short = city
	}
	return either(strings.TrimSpace(short), name)
}

// romanize reads a folded Chinese name: 北京 is beijing, for short bj. A
// character that is no part of a place's name has no reading, nor has the name
// then.
func romanize(name string) (pinyin, initials string) {
	readings := loadPinyin()
	for _, character := range name {
		reading, ok := readings[character]
		if !ok {
			return "", ""
		}
		pinyin += reading
		initials += reading[:1]
	}
	return pinyin, initials
}
