// Command gen copies the specification to where it can be embedded: a
// package embeds nothing from above itself.
package main

import (
	"log"
	"os"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: gen from to")
	}
	spec, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	err = os.WriteFile(os.Args[2], spec, 0o644)
	if err != nil {
		log.Fatal(err)
	}
}
