package embeddedpg

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

var majorVersion = regexp.MustCompile(`\d+`)

// Tool finds one of PostgreSQL's programs, pg_dump or pg_restore, for a server of that version: of the same major version where the
// machine has it, else of a newer one, which an older server takes. dir is that of the private cluster, whose binaries count too.
func Tool(dir, name, server string) (string, error) {
	wanted, _ := strconv.Atoi(majorVersion.FindString(server))
	paths := make([]string, 0, 8)
	for _, bin := range candidates(dir) {
		paths = append(paths, filepath.Join(bin, name))
	}
	if found, err := exec.LookPath(name); err == nil {
		paths = append(paths, found)
	}
	newer := ""
	for _, path := range paths {
		said, err := say(path, "--version")
		if err != nil {
			continue
		}
		switch major, _ := strconv.Atoi(majorVersion.FindString(string(said))); {
		case major == wanted:
			return path, nil
		case major > wanted && newer == "":
			newer = path
		}
	}
	if newer == "" {
		return "", fmt.Errorf("%s of PostgreSQL %d or newer is not on this machine: install the package postgresql-client-%d", name, wanted, wanted)
	}
	return newer, nil
}
