package world

import (
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"strconv"
)

// dice answer the same question with the same number for ever: the only source
// of variety in the world, so that one seed makes one world.
type dice struct{ seed int64 }

func (d dice) roll(parts ...string) uint64 {
	sum := digest(d.seed, parts)
	return binary.BigEndian.Uint64(sum[:8])
}

// pick is a number in [0, n).
func (d dice) pick(n int, parts ...string) int {
	return int(d.roll(parts...) % uint64(n))
}

// token makes an opaque id body of length characters out of [0-9A-Za-z].
func (d dice) token(length int, parts ...string) string {
	sum := digest(d.seed, parts)
	text := new(big.Int).SetBytes(sum[:]).Text(62)
	for len(text) < length {
		text = "0" + text
	}
	return text[len(text)-length:]
}

func digest(seed int64, parts []string) [sha256.Size]byte {
	text := strconv.AppendInt(nil, seed, 10)
	for _, part := range parts {
		// The separator keeps ("a","bc") and ("ab","c") apart.
		text = append(text, 0)
		text = append(text, part...)
	}
	return sha256.Sum256(text)
}

// Token is an id of the wire that names a part of something else ("seg" of an
// offer): prefix, underscore, and 22 characters that follow from parts.
func Token(prefix string, parts ...string) string {
	return prefix + "_0000" + dice{}.token(18, append([]string{prefix}, parts...)...)
}
