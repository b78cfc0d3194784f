package api

import _ "embed"

//go:embed openapi.gen.yaml
var specYAML string

// SpecYAML is openapi.yaml as it was written, comments and order included.
func SpecYAML() string { return specYAML }
