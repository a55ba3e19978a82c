// Command genopenapi writes openapi.yaml.
package main

import (
	"log"
	"os"

	"comunita/api/server"
	"comunita/internal/apispec"
)

func main() {
	s, err := server.New(server.Options{})
	if err != nil {
		log.Fatal(err)
	}
	out, err := apispec.Generate(".", s.API.Routes)
	if err == nil {
		err = os.WriteFile("openapi.yaml", out, 0o644)
	}
	if err != nil {
		log.Fatal(err)
	}
}
