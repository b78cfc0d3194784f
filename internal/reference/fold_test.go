package reference

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"", ""},
		{"Beijing", "beijing"},
		{"  BEI\tJING ", "bei jing"},
		{"München", "munchen"},
		{"Mu\u0308nchen", "munchen"},
		{"Kraków, Łódź", "krakow lodz"},
		{"Tromsø", "tromso"},
		{"Großgerau", "grossgerau"},
		{"İstanbul", "istanbul"},
		{"ısparta", "isparta"},
		{"Xi'an", "xian"},
		{"Xi’an", "xian"},
		{"L.A.", "la"},
		{"Dallas/Fort Worth", "dallas fort worth"},
		{"Ｂｅｉｊｉｎｇ　ＰＥＫ", "beijing pek"},
		{"臺北", "台北"},
		{"東京", "东京"},
		{"夏尔·戴高乐", "夏尔戴高乐"},
		{"Đà Nẵng", "da nang"},
		{"Москва", "москва"},
		{"---", ""},
		{"a\xffb", "a b"},
		{"北\x00京", "北 京"},
	}
	for _, test := range tests {
		if got := fold(test.in); got != test.want {
			t.Errorf("fold(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestShortZH(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"北京首都国际机场", "北京首都"},
		{"首都机场", "首都"},
		{"上海市", "上海"},
		{"胡志明市", "胡志明"},
		{"市", "市"},
		{"机场", "机场"},
		{"北京 机场", "北京"},
		{"london", "london"},
	}
	for _, test := range tests {
		if got := shortZH(test.in); got != test.want {
			t.Errorf("shortZH(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

// Every city with a Chinese name can be asked for without a Chinese keyboard.
func TestEveryCityCanBeRead(t *testing.T) {
	t.Parallel()
	for a := range Airports() {
		if pinyin, initials := romanize(fold(a.CityNameZH)); pinyin == "" && a.CityNameZH != "" {
			t.Errorf("%s: %s cannot be read", a.Code, a.CityNameZH)
		} else if len(initials) > len(pinyin) {
			t.Errorf("%s: %s, %s", a.Code, pinyin, initials)
		}
	}
	for _, test := range []struct{ name, pinyin, initials string }{
		{"北京", "beijing", "bj"},
		{"重庆", "chongqing", "cq"},
		{"厦门", "xiamen", "xm"},
		{"长治", "changzhi", "cz"},
		{"乌鲁木齐", "wulumuqi", "wlmq"},
		{"呼和浩特", "huhehaote", "hhht"},
		{"喀什", "kashi", "ks"},
		{"丽水", "lishui", "ls"},
		{"台州", "taizhou", "tz"},
		{"蚌埠", "bengbu", "bb"},
	} {
		pinyin, initials := romanize(test.name)
		if pinyin != test.pinyin || initials != test.initials {
			t.Errorf("%s is read %s, %s", test.name, pinyin, initials)
		}
	}
}

// A table that maps a character to one that is itself another's form would
// make folding depend on how often it is done.
func TestVariantsAndReadingsAreOfOneMind(t *testing.T) {
	t.Parallel()
	variants := loadVariants()
	count := 0
	for row := range rows(variantsText) {
		character := field(&row)
		for _, other := range row {
			count++
			if variants[other] != []rune(character)[0] {
				t.Errorf("%c is a form of %s and of %c", other, character, variants[other])
			}
			if _, again := variants[variants[other]]; again {
				t.Errorf("%c: %c is itself a form", other, variants[other])
			}
		}
	}
	if len(variants) != count {
		t.Errorf("%d forms, %d of them different", count, len(variants))
	}
	read := map[rune]string{}
	for row := range rows(pinyinText) {
		reading := field(&row)
		for _, character := range row {
			if read[character] != "" {
				t.Errorf("%c is read %s and %s", character, read[character], reading)
			}
			read[character] = reading
			if _, form := variants[character]; form || !unicode.Is(unicode.Han, character) {
				t.Errorf("%c is no simplified character", character)
			}
		}
	}
}

// How a name is typed makes no difference: case, accents composed or apart,
// width, what stands between its words.
func TestFoldDoesNotCareHowItIsTyped(t *testing.T) {
	t.Parallel()
	var all []string
	for a := range Airports() {
		all = append(all, a.Name, a.CityName, a.NameZH)
	}
	wide := func(r rune) rune {
		if r > ' ' && r <= '~' {
			return r - '!' + '！'
		}
		return r
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(all).Draw(t, "name")
		want := fold(name)
		for how, typed := range map[string]string{
			"upper": strings.ToUpper(name), "apart": norm.NFD.String(name), "together": norm.NFKC.String(name),
			"spaces": "  " + strings.ReplaceAll(name, " ", " \t ") + "\n", "wide": strings.Map(wide, norm.NFD.String(name)), "folded": want,
		} {
			if got := fold(typed); got != want {
				t.Fatalf("%s: fold(%q) = %q, want %q", how, typed, got, want)
			}
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"北京", "München", "İ", "ẞ", "Ω", "臺灣", "\xff", "a\u0308\u0323", "ﬃ", "한국", "L'Aquila", "ⅷ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := fold(s)
		if twice := fold(once); twice != once {
			t.Errorf("fold(%q) = %q, then %q", s, once, twice)
		}
		if strings.TrimSpace(once) != once || strings.Contains(once, "  ") || strings.ContainsAny(once, "\n\t") {
			t.Errorf("fold(%q) = %q", s, once)
		}
		places, more := SearchPlaces(s, "", 5)
		if len(places) > 5 || more && len(places) < 5 {
			t.Errorf("%q: %d places, more %v", s, len(places), more)
		}
		if once == "" && len(places) > 0 {
			t.Errorf("%q is nothing and finds %v", s, places)
		}
	})
}
