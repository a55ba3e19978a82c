package embeddedpg

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// account is whom postgres runs as; the zero value is ourselves.
type account struct {
	credential *syscall.Credential
	name       string
}

// unprivileged picks whom to become when we are root, which PostgreSQL refuses to run as: the owner of the data, or a system user.
func unprivileged(data string) (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	if info, err := os.Stat(data); err == nil {
		if s := info.Sys().(*syscall.Stat_t); s.Uid != 0 {
			return account{&syscall.Credential{Uid: s.Uid, Gid: s.Gid}, fmt.Sprint("uid ", s.Uid)}, nil
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.ParseUint(u.Uid, 10, 32)
			gid, _ := strconv.ParseUint(u.Gid, 10, 32)
			return account{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, name}, nil
		}
	}
	return account{}, errors.New("PostgreSQL refuses to run as root, and this machine has neither a user postgres nor a user nobody: run this as an ordinary user")
}

// can asks the system itself, as that user: mode bits alone do not tell.
func (a account) can(flag, path string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", `test "$1" "$2"`, "sh", flag, path)
	cmd.Dir, cmd.SysProcAttr = "/", &syscall.SysProcAttr{Credential: a.credential}
	return cmd.Run() == nil
}

// give hands a file to the user.
func (a account) give(path string) error {
	if a.credential == nil {
		return nil
	}
	return os.Chown(path, int(a.credential.Uid), int(a.credential.Gid))
}

// place is the folder to use for dir and the user to run as. A root whose checkout lies below a private folder such as /root
// gets one of its own below /var/lib, because the unprivileged user cannot enter the other.
func place(dir string) (root string, who account, err error) {
	if root, err = filepath.Abs(dir); err != nil {
		return "", who, err
	}
	if err = os.MkdirAll(root, 0o755); err != nil {
		return "", who, fmt.Errorf("the database folder cannot be made: %w", err)
	}
	if os.Geteuid() != 0 {
		if info, err := os.Stat(filepath.Join(root, "data")); err == nil && info.Sys().(*syscall.Stat_t).Uid != uint32(os.Geteuid()) {
			return "", who, fmt.Errorf("%s belongs to another user (probably it was made as root): run this as that user, or give it another COMUNITA_DATA_DIR", root)
		}
		return root, who, nil
	}
	if who, err = unprivileged(filepath.Join(root, "data")); err != nil || who.can("-x", root) {
		return root, who, err
	}
	root = filepath.Join("/var/lib/comunita", sum(root))
	if err = os.MkdirAll(root, 0o755); err != nil {
		return "", who, err
	}
	who, err = unprivileged(filepath.Join(root, "data"))
	return root, who, err
}

func sum(s string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return strconv.FormatUint(h.Sum64(), 36)
}
