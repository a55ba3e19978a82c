// Command api is the whole program: the server and what its operators do from a shell.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	_ "time/tzdata" // Italian days need Rome's clock, and the image has no files

	"comunita/internal/platform/config"
	"comunita/internal/platform/logx"
)

// version is stamped by the build.
var version = ""

// shell is what a command is run with.
type shell struct {
	in       io.Reader
	out, err io.Writer
	environ  []string
}

// command is one word after `api`. Its flags are defined by run, which parses args itself.
type command struct {
	name, synopsis, about string
	run                   func(ctx context.Context, sh shell, f *flag.FlagSet, args []string) error
}

func commands() []command {
	return []command{
		{"serve", "[--demo]", "serve the API and the pages; --demo adds a believable network first", serve},
		{"migrate", "", "bring the schema of the database up to date", migrateCommand},
		{"seed", "[--demo]", "load the reference data, as serve does; --demo adds a believable network (never in production)", seedCommand},
		{"user", "grant FLAGS", "give a person an account, or a new password, read from standard input", userCommand},
		{"keys", "rotate", "sign with a new key from now on; remove those that no valid token needs", keysCommand},
		{"backup", "FILE", "write the database and the files of the data folder to FILE", backupCommand},
		{"restore", "FILE", "fill an empty database and data folder from FILE, and check the result", restoreCommand},
		{"config", "", "print the settings in force, secrets hidden", configCommand},
		{"status", "", "ask the running server whether it is ready; fails when it is not", statusCommand},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C does not wait
	os.Exit(run(ctx, shell{os.Stdin, os.Stdout, os.Stderr, os.Environ()}, os.Args[1:]))
}

// usage is an error about the command line itself: exit status 2.
type usage string

func (u usage) Error() string { return string(u) }

// run is main without the process: it gives the exit status.
func run(ctx context.Context, sh shell, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		help(sh.out)
		return 0
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		f := flag.NewFlagSet("api "+c.name, flag.ContinueOnError)
		f.SetOutput(sh.err)
		f.Usage = func() {
			fmt.Fprintf(sh.err, "usage: api %s %s\n%s\n", c.name, c.synopsis, c.about)
			f.PrintDefaults()
		}
		return exit(sh, c.run(ctx, sh, f, args[1:]))
	}
	return exit(sh, usage("there is no command "+args[0]+": `api help` lists them"))
}

func exit(sh shell, err error) int {
	var wrong usage
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintln(sh.err, "api:", err)
		return 2
	case errors.Is(err, errFlag): // the flag package has said it
		return 2
	default:
		fmt.Fprintln(sh.err, "api:", logx.Redact(err.Error()))
		return 1
	}
}

var errFlag = errors.New("bad flag")

// parse reads the flags and demands exactly the named arguments after them.
func parse(f *flag.FlagSet, args []string, names ...string) ([]string, error) {
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, errFlag
	}
	if f.NArg() != len(names) {
		return nil, usage(strings.TrimSpace("usage: " + f.Name() + " " + strings.Join(names, " ")))
	}
	return f.Args(), nil
}

// configure reads the environment and sets the log up.
func configure(sh shell) (config.Config, error) {
	cfg, err := config.Load(sh.environ)
	if err != nil {
		return cfg, err
	}
	slog.SetDefault(logx.New(sh.err, cfg.LogLevel, cfg.LogFormat))
	return cfg, nil
}

func help(w io.Writer) {
	fmt.Fprintf(w, "La Comunità di Pratiche %s\n\nusage: api COMMAND\n\n", release())
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-8s %-14s %s\n", c.name, c.synopsis, c.about)
	}
	fmt.Fprint(w, "\nSettings come from the environment: `api config` prints them.\n")
}

// release is the version, from the build or from the module.
func release() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return "devel-" + s.Value[:min(12, len(s.Value))]
			}
		}
	}
	return "devel"
}
