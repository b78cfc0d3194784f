package app

import (
	"fmt"
	"os"

	"github.com/farebridge/farebridge/configs"
	"github.com/farebridge/farebridge/internal/config"
	"github.com/farebridge/farebridge/internal/fare"
	"github.com/farebridge/farebridge/internal/reference"
)

// programs loads the shipped travel programs and the configured ones over them.
func programs(c config.Config) (fare.Programs, error) {
	filed, err := filedFares(c)
	if err != nil {
		return fare.Programs{}, fmt.Errorf("app: %w", err)
	}
	entries, err := configs.Files.ReadDir(configs.Programs)
	if err != nil {
		return fare.Programs{}, fmt.Errorf("app: %w", err)
	}
	var shipped, own []fare.File
	for _, entry := range entries {
		name := configs.Programs + "/" + entry.Name()
		text, err := configs.Files.ReadFile(name)
		if err != nil {
			return fare.Programs{}, fmt.Errorf("app: %w", err)
		}
		shipped = append(shipped, fare.File{Name: name, Text: text})
	}
	for _, path := range c.Programs.Files {
		text, err := os.ReadFile(path)
		if err != nil {
			return fare.Programs{}, fmt.Errorf("app: program: %w", err)
		}
		own = append(own, fare.File{Name: path, Text: text})
	}
	base, err := fare.Load(shipped, filed)
	if err != nil {
		return fare.Programs{}, fmt.Errorf("app: %w", err)
	}
	over, err := fare.Load(own, filed)
	if err != nil {
		return fare.Programs{}, fmt.Errorf("app: %w", err)
	}
	return over.Over(base), nil
}

// filedFares are the configured ones. A sandbox without any goes by the invented
// sample; in production nothing is invented, and what is not filed is not sold.
func filedFares(c config.Config) (reference.FiledFares, error) {
	path := c.Programs.FiledFares
	switch {
	case path == "" && c.Mode == config.Sandbox:
		return reference.SampleFiledFares()
	case path == "":
		return reference.FiledFares{}, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return reference.FiledFares{}, fmt.Errorf("filed fares: %w", err)
	}
	filed, err := reference.ParseFiledFares(string(text))
	if err != nil {
		return reference.FiledFares{}, fmt.Errorf("%s: %w", path, err)
	}
	return filed, nil
}
