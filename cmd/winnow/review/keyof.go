package review

import (
	"crypto/sha256"
	"encoding/hex"
)

func keyOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:12])
}
