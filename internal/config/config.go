package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-viper/mapstructure/v2"
	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/v2"

	"github.com/farebridge/farebridge/configs"
	"github.com/farebridge/farebridge/internal/money"
)

// Mode is what the process is for.
type Mode string

// The modes. A sandbox sells nothing real and lets callers move time.
const (
	Sandbox    Mode = "sandbox"
	Production Mode = "production"
)

// Config is everything that can be set.
type Config struct {
	Mode        Mode         `koanf:"mode" validate:"oneof=sandbox production"`
	Listen      string       `koanf:"listen" validate:"required,hostname_port|tcp_addr"`
	PublicURL   string       `koanf:"publicUrl" validate:"omitempty,url"`
	DataDir     string       `koanf:"dataDir"`
	DatabaseURL string       `koanf:"databaseUrl" validate:"omitempty,url"`
	RedisURL    string       `koanf:"redisUrl" validate:"omitempty,url"`
	SecretFile  string       `koanf:"secretFile"`
	LogLevel    string       `koanf:"logLevel" validate:"oneof=debug info warn error"`
	AllowRemote bool         `koanf:"allowRemote"`
	Sandbox     SandboxStart `koanf:"sandbox"`
	Simulator   Simulator    `koanf:"simulator"`
	Suppliers   []Supplier   `koanf:"suppliers" validate:"unique=ID,dive"`
	Gateways    []Gateway    `koanf:"gateways" validate:"unique=ID,dive"`
	Programs    Programs     `koanf:"programs"`
	Limits      Limits       `koanf:"limits"`
	Shopping    Shopping     `koanf:"shopping"`
	Workers     int          `koanf:"workers" validate:"min=1,max=500"`
	AdminListen string       `koanf:"adminListen" validate:"omitempty,hostname_port|tcp_addr"`
	TracesURL   string       `koanf:"tracesUrl" validate:"omitempty,http_url"`
}

// SandboxStart says how a sandbox begins.
type SandboxStart struct {
	// Now is the time it is when a new sandbox starts, RFC 3339; empty: as late as
	// it is.
	Now string `koanf:"now" validate:"omitempty,datetime=2006-01-02T15:04:05Z07:00"`
}

// Begin is Now, zero when it is not said.
func (s SandboxStart) Begin() time.Time {
	begin, err := time.Parse(time.RFC3339, s.Now)
	if err != nil {
		return time.Time{} // empty; anything else is not valid
	}
	return begin
}

// Simulator says where the simulated world is.
type Simulator struct {
	Embedded  bool          `koanf:"embedded"`
	Listen    string        `koanf:"listen" validate:"omitempty,hostname_port|tcp_addr"`
	URL       string        `koanf:"url" validate:"omitempty,http_url"`
	World     string        `koanf:"world"`
	Seed      int64         `koanf:"seed"`
	SlowDelay time.Duration `koanf:"slowDelay" validate:"min=0"`
	// Balances are what we paid in with simulated suppliers, by id, in CNY.
	Balances map[string]string `koanf:"balances"`
}

// Programs says where travel programs come from.
type Programs struct {
	// Files are program files; one takes the place of the shipped program of its
	// name, or is a program beside them.
	Files []string `koanf:"files" validate:"unique,dive,required"`
	// FiledFares is a table of filed full fares; empty: the invented sample in
	// a sandbox, none in production.
	FiledFares string `koanf:"filedFares"`
}

// Gateway is one payment provider.
type Gateway struct {
	ID          string      `koanf:"id" validate:"required,max=40,excludesall=/ ;="`
	Connector   string      `koanf:"connector" validate:"required,oneof=card"`
	BaseURL     string      `koanf:"baseUrl" validate:"required,http_url"`
	Credentials Credentials `koanf:"credentials"`
}

// Shopping says how searches are answered.
type Shopping struct {
	// ReuseAnswers is how long what a supplier said is given again to the same
	// question, as `cached`; 0: never.
	ReuseAnswers time.Duration `koanf:"reuseAnswers" validate:"min=0,max=10m"`
	// DisplayRates make prices comparable that suppliers ask in their own currencies.
	DisplayRates []DisplayRate `koanf:"displayRates" validate:"dive"`
}

// DisplayRate says that one Base costs Price Quote from Day on.
type DisplayRate struct {
	Day   string `koanf:"day" validate:"datetime=2006-01-02"`
	Base  string `koanf:"base" validate:"required"`
	Quote string `koanf:"quote" validate:"required"`
	Price string `koanf:"price" validate:"required"`
}

// Rates is the table of display rates.
func (s Shopping) Rates() (money.Rates, error) {
	table := make([]money.Rate, 0, len(s.DisplayRates))
	for _, r := range s.DisplayRates {
		day, err := time.Parse(time.DateOnly, r.Day)
		if err != nil {
			return money.Rates{}, fmt.Errorf("config: shopping.displayRates: %w", err)
		}
		table = append(table, money.Rate{Day: day, Base: money.Currency(r.Base), Quote: money.Currency(r.Quote), Price: r.Price})
	}
	rates, err := money.NewRates(table)
	if err != nil {
		return money.Rates{}, fmt.Errorf("config: shopping.displayRates: %w", err)
	}
	return rates, nil
}

// Limits are the time and size limits of the process.
type Limits struct {
	Book            time.Duration `koanf:"book" validate:"min=100ms,max=5m"`
	Supplier        time.Duration `koanf:"supplier" validate:"min=100ms,max=5m"`
	Gateway         time.Duration `koanf:"gateway" validate:"min=100ms,max=5m"`
	Answer          time.Duration `koanf:"answer" validate:"min=100ms,max=2m"`
	OffersPerSearch int           `koanf:"offersPerSearch" validate:"min=1,max=10000"`
	// CallsPerMinute and SearchesPerMinute are what one API key may do; 0: no end of it.
	CallsPerMinute    int `koanf:"callsPerMinute" validate:"min=0,max=10000000"`
	SearchesPerMinute int `koanf:"searchesPerMinute" validate:"min=0,max=10000000"`
}

// variables maps the environment onto fields.
var variables = map[string]string{
	"FAREBRIDGE_MODE":             "mode",
	"FAREBRIDGE_LISTEN":           "listen",
	"FAREBRIDGE_PUBLIC_URL":       "publicUrl",
	"FAREBRIDGE_DATA_DIR":         "dataDir",
	"FAREBRIDGE_DATABASE_URL":     "databaseUrl",
	"FAREBRIDGE_REDIS_URL":        "redisUrl",
	"FAREBRIDGE_SECRET_FILE":      "secretFile",
	"FAREBRIDGE_LOG_LEVEL":        "logLevel",
	"FAREBRIDGE_ADMIN_LISTEN":     "adminListen",
	"FAREBRIDGE_TRACES_URL":       "tracesUrl",
	"FAREBRIDGE_SIMULATOR_LISTEN": "simulator.listen",
	"FAREBRIDGE_SIMULATOR_URL":    "simulator.url",
	"FAREBRIDGE_SIMULATOR_WORLD":  "simulator.world",
}

// FileVariable names the environment variable with the configuration file.
const FileVariable = "FAREBRIDGE_CONFIG"

// Load reads the built-in sandbox configuration, the file in FAREBRIDGE_CONFIG
// over it, and the environment over both. environ is os.Environ's form.
func Load(environ []string) (Config, error) {
	builtin, err := configs.Files.ReadFile(configs.Sandbox)
	if err != nil {
		return Config{}, fmt.Errorf("config: %w", err)
	}
	k := koanf.New(".")
	if err := k.Load(rawbytes.Provider(builtin), yaml.Parser()); err != nil {
		return Config{}, fmt.Errorf("config: built in: %w", err)
	}
	if path := lookup(environ, FileVariable); path != "" {
		if err := k.Load(file.Provider(path), yaml.Parser()); err != nil {
			return Config{}, fmt.Errorf("config: %s: %w", path, err)
		}
	}
	overrides := env.Provider(".", env.Opt{
		EnvironFunc: func() []string { return environ },
		TransformFunc: func(name, value string) (string, any) {
			return variables[name], value // "" is left out
		},
	})
	if err := k.Load(overrides, nil); err != nil {
		return Config{}, fmt.Errorf("config: environment: %w", err)
	}
	var c Config
	var read mapstructure.Metadata
	err = k.UnmarshalWithConf("", &c, koanf.UnmarshalConf{DecoderConfig: &mapstructure.DecoderConfig{
		Result: &c, Metadata: &read, WeaklyTypedInput: true,
		DecodeHook: mapstructure.StringToTimeDurationHookFunc(),
	}})
	slices.Sort(read.Unused)
	if err := unreadable(err, read.Unused); err != nil {
		return Config{}, err
	}
	return c, c.Validate()
}

// Validate checks every field, and what one says about another. The error is one
// Problem or several, joined.
func (c Config) Validate() error {
	err := newValidator().Struct(c)
	switch {
	case err != nil:
		return invalid(err)
	case c.Mode == Sandbox:
		return c.private()
	default:
		return c.complete()
	}
}

// private keeps a sandbox to its own machine unless it is told otherwise.
func (c Config) private() error {
	switch {
	case c.Sandbox.Now != "" && (!c.Simulator.Embedded || c.Simulator.URL != ""):
		return &Problem{Path: "sandbox.now", Text: "it needs an embedded simulator: another one has a time of its own"}
	case c.AllowRemote:
		return nil
	case !loopback(c.Listen):
		return &Problem{Path: "listen", Text: fmt.Sprintf("a sandbox's keys are public: %s, which others can reach, needs allowRemote: true", c.Listen)}
	case c.AdminListen != "" && !loopback(c.AdminListen):
		return &Problem{Path: "adminListen", Text: fmt.Sprintf("what operators see is not for others: %s, which they can reach, needs allowRemote: true", c.AdminListen)}
	default:
		return nil
	}
}

// complete is what production cannot do without, and what it has no use for.
func (c Config) complete() error {
	var all []error
	if c.Sandbox.Now != "" {
		all = append(all, &Problem{Path: "sandbox.now", Text: "production does not choose the time"})
	}
	for _, needed := range []struct{ path, value string }{
		{"databaseUrl", c.DatabaseURL},
		{"redisUrl", c.RedisURL},
		{"secretFile", c.SecretFile},
		{"publicUrl", c.PublicURL},
	} {
		if needed.value == "" {
			all = append(all, &Problem{Path: needed.path, Text: "production needs it"})
		}
	}
	if c.Simulator.Embedded || c.Simulator.URL != "" {
		all = append(all, &Problem{Path: "simulator", Text: "production has none: embedded must be false, and url empty"})
	}
	if len(c.Suppliers) == 0 {
		all = append(all, &Problem{Path: "suppliers", Text: "production needs some"})
	}
	return errors.Join(all...)
}

// LocalURL reports a URL whose host is this machine's loopback.
func LocalURL(u *url.URL) bool { return loopback(net.JoinHostPort(u.Hostname(), "0")) }

func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

func lookup(environ []string, name string) string {
	for _, pair := range environ {
		if key, value, _ := strings.Cut(pair, "="); key == name {
			return value
		}
	}
	return ""
}
