//go:build unix

package storagetest

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// unprivileged hands dir to somebody who is not root and says how to run as
// them: Postgres refuses to run as root. Others run it as themselves.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	as := orphanless()
	if os.Geteuid() != 0 {
		return as, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(account.Uid, 10, 32)
		if err != nil {
			continue
		}
		gid, err := strconv.ParseUint(account.Gid, 10, 32)
		if err != nil {
			continue
		}
		err = os.Chown(dir, int(uid), int(gid))
		if err != nil {
			return nil, fmt.Errorf("hand over %s: %w", dir, err)
		}
		as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return as, nil
	}
	return nil, errors.New("running as root, and there is no user postgres or nobody to run it as")
}
