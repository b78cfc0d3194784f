package rest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestCheckJSON(t *testing.T) {
	t.Parallel()
	deep := func(n int) string { return `{"a":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + `}` }
	many := func(n int) string { return `{"a":[` + strings.TrimSuffix(strings.Repeat("1,", n), ",") + `]}` }
	tests := []struct {
		name, body string
		code       fieldCode
		pointer    string
	}{
		{"nothing", "", findJSONEmpty, ""},
		{"only space", " \r\n\t", findJSONEmpty, ""},
		{"an object", `{"a":1}`, "", ""},
		{"space around", " \n{ \"a\" : [ 1 , true , null , \"x\" , { } , [ ] ] }\t", "", ""},
		{"numbers", `{"a":[0,-0,1,-1.5,1e3,1E-3,1.25e+10]}`, "", ""},
		{"escapes", `{"a":"\"\\\/\b\f\n\r\té😀"}`, "", ""},
		{"letters of all lengths", `{"a":"éèç 张三 😀"}`, "", ""},
		{"an array", `[1]`, findJSONNotObject, ""},
		{"a string", `"x"`, findJSONNotObject, ""},
		{"null", `null`, findJSONNotObject, ""},
		{"a byte order mark", "\xEF\xBB\xBF{}", findJSONNotObject, ""},
		{"two objects", `{}{}`, findJSONTrailing, ""},
		{"a comma after", `{},`, findJSONTrailing, ""},
		{"a comment", `{} // x`, findJSONTrailing, ""},
		{"not closed", `{"a":1`, findJSONSyntax, ""},
		{"array not closed", `{"a":[1`, findJSONSyntax, "/a"},
		{"string not closed", `{"a":"x`, findJSONSyntax, "/a"},
		{"closing comma", `{"a":1,}`, findJSONSyntax, ""},
		{"closing comma in array", `{"a":[1,]}`, findJSONSyntax, "/a/1"},
		{"single quotes", `{'a':1}`, findJSONSyntax, ""},
		{"no quotes", `{a:1}`, findJSONSyntax, ""},
		{"no colon", `{"a" 1}`, findJSONSyntax, "/a"},
		{"no value", `{"a":}`, findJSONSyntax, "/a"},
		{"leading zero", `{"a":01}`, findJSONSyntax, ""},
		{"leading plus", `{"a":+1}`, findJSONSyntax, "/a"},
		{"no digit after the point", `{"a":1.}`, findJSONSyntax, "/a"},
		{"no digit before the point", `{"a":.5}`, findJSONSyntax, "/a"},
		{"no exponent", `{"a":1e}`, findJSONSyntax, "/a"},
		{"only a sign", `{"a":-}`, findJSONSyntax, "/a"},
		{"NaN", `{"a":NaN}`, findJSONSyntax, "/a"},
		{"Infinity", `{"a":-Infinity}`, findJSONSyntax, "/a"},
		{"a word cut short", `{"a":tru}`, findJSONSyntax, "/a"},
		{"a control character", "{\"a\":\"x\ny\"}", findJSONSyntax, "/a"},
		{"NUL", "{\"a\":\"x\x00y\"}", findJSONSyntax, "/a"},
		{"an unknown escape", `{"a":"\x41"}`, findJSONSyntax, "/a"},
		{"a short escape", `{"a":"\u12"}`, findJSONSyntax, "/a"},
		{"bytes that are no UTF-8", "{\"a\":[\"\xff\"]}", findJSONEncoding, "/a/0"},
		{"an overlong form", "{\"a\":\"\xc0\xaf\"}", findJSONEncoding, "/a"},
		{"a surrogate in UTF-8", "{\"a\":\"\xed\xa0\x80\"}", findJSONEncoding, "/a"},
		{"no UTF-8 in a name", "{\"\xff\":1}", findJSONEncoding, ""},
		{"half a pair", `{"a":"\ud83d"}`, findJSONEncoding, "/a"},
		{"half a pair and text", `{"a":"\ud83dxxxxxx"}`, findJSONEncoding, "/a"},
		{"the wrong half first", `{"a":"\ude00\ud83d"}`, findJSONEncoding, "/a"},
		{"the same name twice", `{"a":1,"a":1}`, findJSONDuplicate, "/a"},
		{"twice by case", `{"amount":"1","Amount":"9"}`, findJSONDuplicate, "/Amount"},
		{"twice, once escaped", `{"a":1,"a":2}`, findJSONDuplicate, "/a"},
		{"twice by a letter that folds", "{\"k\":1,\"\u212a\":2}", findJSONDuplicate, "/\u212a"},
		{"twice deep inside", `{"pax":[{"paxId":"1","paxId":"2"}]}`, findJSONDuplicate, "/pax/0/paxId"},
		{"the same name in two objects", `{"a":{"b":1},"c":{"b":1}}`, "", ""},
		{"a name with a slash and a tilde", `{"a/b~c":{"d":NaN}}`, findJSONSyntax, "/a~1b~0c/d"},
		{"32 levels", deep(32), "", ""},
		{"33 levels", deep(33), findJSONDepth, "/a" + strings.Repeat("/0", 31)},
		{"10000 levels", deep(10000), findJSONDepth, "/a" + strings.Repeat("/0", 31)},
		{"1000 entries", many(1000), "", ""},
		{"1001 entries", many(1001), findJSONTooMany, "/a"},
		{"a million entries", many(1_000_000), findJSONTooMany, "/a"},
		{"too much in all", `{"a":[` + strings.TrimSuffix(strings.Repeat(`[`+strings.TrimSuffix(strings.Repeat("1,", 999), ",")+`],`, 12), ",") + `]}`, findJSONTooMany, "/a/9/997"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			fault := checkJSON([]byte(test.body))
			switch {
			case fault == nil && test.code != "":
				t.Errorf("accepted, want %s at %q", test.code, test.pointer)
			case fault != nil && (fault.code != test.code || fault.pointer != test.pointer):
				t.Errorf("%s at %q (byte %d), want %s at %q", fault.code, fault.pointer, fault.offset, test.code, test.pointer)
			}
		})
	}
}

// FuzzCheckJSON: what is accepted is JSON to encoding/json too, means the same
// after being written again, and names every member of an object once.
func FuzzCheckJSON(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":1,"b":[true,null,"é😀"],"c":{"d":-1.5e+3}}`, `{"a":1,"A":2}`, `{"a":"\ud800"}`,
		"{\"a\":\"\xff\"}", `{"a":01}`, `{"":{}}`, ` {"a" : [ ] } `, `{"a":1}x`, `{"ſ":1,"s":2}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fault := checkJSON(data)
		if fault != nil {
			if fault.offset < 0 || fault.offset > len(data) {
				t.Fatalf("offset %d of %d bytes", fault.offset, len(data))
			}
			return
		}
		if !json.Valid(data) {
			t.Fatalf("accepted what is no JSON: %q", data)
		}
		var value map[string]any
		if err := json.Unmarshal(data, &value); err != nil && !strings.Contains(err.Error(), "cannot unmarshal number") {
			t.Fatalf("accepted what cannot be read: %v", err)
		}
		written, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if again := checkJSON(written); again != nil && again.code != findJSONTooMany {
			t.Fatalf("%q was accepted, %q is not: %s", data, written, again.code)
		}
		if twice := foldedTwice(value); twice != "" {
			t.Fatalf("accepted members that fold to one: %s in %q", twice, data)
		}
	})
}

func foldedTwice(value any) string {
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			if twice := foldedTwice(one); twice != "" {
				return twice
			}
		}
	case map[string]any:
		var names []string
		for name, one := range v {
			for _, known := range names {
				if strings.EqualFold(known, name) {
					return fmt.Sprintf("%q %q", known, name)
				}
			}
			names = append(names, name)
			if twice := foldedTwice(one); twice != "" {
				return twice
			}
		}
	}
	return ""
}
