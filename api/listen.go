package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// listen takes the address together with a predecessor that still serves it, and gets every new connection from then on, so that a
// new version takes over without a refused one.
//
// The kernel numbers the sockets of one port in the order they came. Left alone it would go on dealing connections to both, and those
// waiting in the queue of the one that closes would be lost. The program attached here, one instruction, says "the second": with two
// sockets that is the newcomer; with one there is no second, and the kernel falls back to the one there is.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	lc := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		if e := c.Control(func(fd uintptr) { err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1) }); e != nil {
			return e
		}
		return err
	}}
	l, err := lc.Listen(ctx, "tcp", addr)
	if errors.Is(err, unix.EADDRINUSE) {
		return nil, fmt.Errorf("another program listens on %s: stop it, or choose another COMUNITA_ADDR", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("COMUNITA_ADDR: %w", err)
	}
	raw, err := l.(*net.TCPListener).SyscallConn()
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	second := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: 1}
	var attached error
	err = raw.Control(func(fd uintptr) {
		attached = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_REUSEPORT_CBPF, &unix.SockFprog{Len: 1, Filter: &second})
	})
	if errors.Is(attached, errors.ErrUnsupported) || errors.Is(attached, unix.ENOPROTOOPT) { // a sandbox without BPF: while both serve, both get connections
		attached = nil
	}
	if err = errors.Join(err, attached); err != nil {
		return nil, errors.Join(fmt.Errorf("take over %s: %w", addr, err), l.Close())
	}
	return l, nil
}
