package config_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/farebridge/farebridge/internal/config"
)

// Whoever wrote the file reads where it is wrong and what would be right, never
// the names of our own types and rules.
func TestEveryProblemIsAPlainSentenceAtItsPath(t *testing.T) {
	t.Parallel()
	const ndc = "{id: a, connector: ndc, baseUrl: 'http://x'"
	for content, want := range map[string]string{
		"mode: test\n":                            `config: mode: must be sandbox or production, not "test"`,
		"listen: here\n":                          "config: listen: must be host:port, such as 127.0.0.1:8080",
		"listen: ''\n":                            "config: listen: must be given",
		"listenn: x\n":                            "config: listenn: there is no such field",
		"logLevel: loud\n":                        `config: logLevel: must be debug, info, warn or error, not "loud"`,
		"publicUrl: 'nowhere'\n":                  "config: publicUrl: must be a URL",
		"tracesUrl: 'ftp://x'\n":                  "config: tracesUrl: must be an http or https URL",
		"workers: 0\n":                            "config: workers: must be at least 1",
		"workers: many\n":                         "config: workers: must be a whole number",
		"workers: [1]\n":                          "config: workers: must be a whole number",
		"allowRemote: perhaps\n":                  "config: allowRemote: must be true or false",
		"limits: {book: 0s}\n":                    "config: limits.book: must be at least 100ms",
		"limits: {book: 6m}\n":                    "config: limits.book: must be at most 5m0s",
		"limits: {book: soon}\n":                  "config: limits.book: must be a duration, such as 8s or 500ms",
		"limits: {booking: 8s}\n":                 "config: limits.booking: there is no such field",
		"limits: 8s\n":                            "config: limits: must be a list of fields",
		"suppliers: [" + ndc + ", rat: 1}]\n":     "config: suppliers[0].rat: there is no such field",
		"suppliers: [{connector: ndc}]\n":         "config: suppliers[0].id: must be given\nconfig: suppliers[0].baseUrl: must be given",
		"suppliers: [" + ndc + ", upsell: 99}]\n": "config: suppliers[0].upsell: must be at most 50",

		"suppliers: [" + ndc + ", seller: {iataNumber: '12'}}]\n":                                   "config: suppliers[0].seller.iataNumber: must have at least 7 characters",
		"suppliers: [" + ndc + ", seller: {iataNumber: 'x'}}]\n":                                    "config: suppliers[0].seller.iataNumber: must consist of digits",
		"suppliers: [" + ndc + "}, " + ndc + "}]\n":                                                 "config: suppliers: no two may have the same id",
		"suppliers: [" + ndc + "}, {id: b, connector: sabre, baseUrl: 'http://x'}]\n":               `config: suppliers[1].connector: must be duffel, ndc, amadeus or farebridge, not "sabre"`,
		"suppliers: [" + ndc + ", settlement: cash}]\n":                                             `config: suppliers[0].settlement: must be balance, bsp or customerCard, not "cash"`,
		"gateways: [{id: 'a b', connector: card, baseUrl: 'http://x'}]\n":                           `config: gateways[0].id: must have none of the characters "/ ;="`,
		"gateways: [{id: " + strings.Repeat("x", 41) + ", connector: card, baseUrl: 'http://x'}]\n": "config: gateways[0].id: must have at most 40 characters",

		"listen: 0.0.0.0:8080\n":      "config: listen: a sandbox's keys are public: 0.0.0.0:8080, which others can reach, needs allowRemote: true",
		"adminListen: 0.0.0.0:9090\n": "config: adminListen: what operators see is not for others: 0.0.0.0:9090, which they can reach, needs allowRemote: true",

		"mode: production\nsimulator: {embedded: false}\ndatabaseUrl: postgres://db/x\nredisUrl: redis://c/0\npublicUrl: https://x\n": "config: secretFile: production needs it\nconfig: suppliers: production needs some",
	} {
		_, err := config.Load([]string{"FAREBRIDGE_CONFIG=" + write(t, content)})
		if err == nil || err.Error() != want {
			t.Errorf("%s\tsays %v\n\twant %s", content, err, want)
			continue
		}
		var problem *config.Problem
		if !errors.As(err, &problem) || problem.Path == "" || problem.Text == "" {
			t.Errorf("%s: %#v", content, err)
		}
	}
}

// A URL may hold a password, and what stands in a wrong place may be a secret.
func TestProblemsRepeatNoSecrets(t *testing.T) {
	t.Parallel()
	for _, content := range []string{
		"databaseUrl: 'postgres//u:hunter2@h/d'\n",
		"redisUrl: 'hunter2'\n",
		"suppliers: [{id: a, connector: duffel, baseUrl: 'hunter2', credentials: {token: t}}]\n",
		"suppliers: [{id: a, connector: duffel, baseUrl: 'http://x', credentials: hunter2}]\n",
		"suppliers: [{id: a, connector: duffel, baseUrl: 'http://x', credentials: {token: [hunter2, 1]}}]\n",
		"workers: hunter2\n",
		"limits: {book: hunter2}\n",
	} {
		_, err := config.Load([]string{"FAREBRIDGE_CONFIG=" + write(t, content)})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", content, err)
		}
	}
}
