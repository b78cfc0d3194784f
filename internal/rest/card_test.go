package rest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCardLike(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"4111111111111111": true, "5555555555554444": true, "378282246310005": true, "6011111111111117": true, "6200000000000005": true,
		"3530111333300000": true, "30569309025904": true, "2223003122003222": true, "4222222222222": true,
		"pay with 4111 1111 1111 1111 please": true, "4111-1111-1111-1111": true, "卡号4111111111111111": true,
		"4111 1111 1111 1111 1226": true, "12 4111111111111111": true, "4111111111111111 123": true, "tok_4111111111111111": true,
		"12345678-1234-4234-9234-123456789012-4111111111111111": true, "a1 4111111111111111 b2": true,
		"4111111111111112": false, "411111111111111": false, "1732312345678": false, "20261122201530123": false,
		"7f9a3a1e-4a0c-4c7b-9d39-6a6f4f8a1b2c": false, "": false, "4111": false, "4111  1111  1111  1111": false, "9992400000001": false,
		"000000000000000": false, "0000000000000000": false, strings.Repeat("4", 40): false, "2026-12-08 10:00": false,
		// Digits of a longer word, or of a UUID, are no number of their own.
		"x4111111111111111y": false, "x4111111111111111": false, "4111111111111111y": false, "a1-4111111111111111": true,
		"41111111-1111-1111-1111-111111111111": false, "trip 41111111-1111-1111-1111-111111111111/1": false,
	} {
		if got := cardLike(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestIsCardNumber(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{
		"4111111111111111": true, "4111 1111 1111 1111": true, "4111-1111-1111-1111": true, "3782-822463-10005": true,
		"3056 930902 5904": true, "4222222222222": true, "4222-2222-2222-2": true, "620000 0000000005": false,
		"order-4111111111111111": false, "4111111111111111-1": false, "41111111-1111-1111": false, "4111-1111 1111-1111": false,
		"41111111-1111-1111-1111-111111111111": false, "4111111111111112": false, "": false, "-": false, "4111-1111-1111-1111-": false,
	} {
		if got := isCardNumber(value); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
}

// TestUUIDsAreNoCards: nobody's key is refused by chance, however many there are.
func TestUUIDsAreNoCards(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		high, low := random.Uint64()&^0xf000|0x4000, random.Uint64()>>2|1<<63
		id := fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", high>>32, high>>16&0xffff, high&0xffff, low>>48, low&0xffff_ffff_ffff)
		for _, key := range []string{id, strings.ToUpper(id), strings.ReplaceAll(id, "-", ""), "order-" + id, id + "-1", "trip " + id + " 2", "req_" + id} {
			if isCardNumber(key) || cardLike(key) {
				t.Fatalf("%q is taken for a card", key)
			}
		}
	}
}

// aCard draws a number of a card and the digits of it.
func aCard(t *rapid.T) string {
	body := rapid.StringMatching(`(4|5|62)[0-9]{14}`).Draw(t, "digits")
	for check := range 10 {
		if number := fmt.Sprint(body, check); luhn(number) {
			return number
		}
	}
	t.Fatal("no check digit")
	return ""
}

// TestCardLikeSpelling: a number that is found is found with separators too.
func TestCardLikeSpelling(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := aCard(t)
		spelled := ""
		for i, c := range number {
			if i > 0 {
				spelled += rapid.SampledFrom([]string{"", "", " ", "-"}).Draw(t, "separator")
			}
			spelled += string(c)
		}
		if !cardLike(spelled) || !cardLike("ref: "+spelled+".") {
			t.Fatalf("%q is not found", spelled)
		}
		for _, separator := range []string{"", " ", "-"} {
			grouped := strings.Join([]string{number[:4], number[4:8], number[8:12], number[12:]}, separator)
			if len(number) > 16 && separator != "" {
				grouped = strings.Join([]string{number[:4], number[4:8], number[8:12], number[12:16], number[16:]}, separator)
			}
			if !isCardNumber(grouped) {
				t.Fatalf("%q is not refused", grouped)
			}
		}
	})
}

func TestNationalID(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]bool{
		"11010519491231002X": true, "11010519491231002x": true, "440524188001010014": true, "440301197802290027": true,
		"110105194912310021": false, "11010519491231002": false, "1101051949123100AX": false, "": false,
	} {
		if got := isNationalID(number); got != want {
			t.Errorf("%q: %v", number, got)
		}
	}
}
