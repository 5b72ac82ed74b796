//go:build unix

package pgtest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// running is a server that this process has started, in a folder of its own. A
// shell waits beside it for this process to end, however that comes about, and
// then ends the server and removes the folder.
type running struct {
	bin, folder string
	port        int
	as          *syscall.Credential // nil: as this process
	watched     *os.File            // held open while the server is wanted
	watcher     *exec.Cmd
}

// start makes a server and waits until it answers.
func start() (_ *server, err error) {
	r := &running{}
	if r.bin, err = binaries(); err != nil {
		return nil, err
	}
	if r.as, err = unprivileged(); err != nil {
		return nil, err
	}
	if r.folder, err = os.MkdirTemp("", "limber-postgres-"); err != nil {
		return nil, err
	}
	if err := r.watch(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(r.folder))
	}
	password := rand.Text()
	if err = r.initialize(password); err == nil {
		err = r.start()
	}
	if err != nil {
		r.end()
		return nil, err
	}
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword("limber", password),
		Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(r.port)), Path: "/postgres", RawQuery: "sslmode=disable",
	}
	return &server{url: u.String(), run: r}, nil
}

// binaries returns the folder of the newest server that is installed.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	newest, folder := 0, ""
	for _, path := range found {
		bin := filepath.Dir(path)
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
		if err == nil && version > newest {
			newest, folder = version, bin
		}
	}
	if folder == "" {
		return "", errors.New("no server is installed: there is no initdb in PATH nor in /usr/lib/postgresql")
	}
	return folder, nil
}

// unprivileged returns whom root must be to run PostgreSQL, which refuses it.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		if uidErr == nil && gidErr == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("root cannot run PostgreSQL, and there is neither a user postgres nor nobody")
}

func (r *running) data() string { return filepath.Join(r.folder, "data") }

// watch begins to wait for the end of this process.
func (r *running) watch() error {
	if r.as != nil {
		if err := os.Chown(r.folder, int(r.as.Uid), int(r.as.Gid)); err != nil {
			return err
		}
	}
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	const wait = `trap '' INT TERM HUP; read -r line; "$1/pg_ctl" stop -D "$2/data" -m immediate; rm -rf "$2"`
	cmd := r.command("/bin/sh", "-c", wait, "watch", r.bin, r.folder)
	cmd.Stdin = read
	cmd.SysProcAttr.Setpgid = true // a Ctrl+C is for this process
	if err := errors.Join(cmd.Start(), read.Close()); err != nil {
		return errors.Join(err, write.Close())
	}
	r.watched, r.watcher = write, cmd
	return nil
}

// end ends the server and waits until it is gone.
func (r *running) end() {
	_ = r.watched.Close()
	_ = r.watcher.Wait()
}

func (r *running) initialize(password string) error {
	file := filepath.Join(r.folder, "password")
	if err := os.WriteFile(file, []byte(password), 0o600); err != nil {
		return err
	}
	if r.as != nil {
		if err := os.Chown(file, int(r.as.Uid), int(r.as.Gid)); err != nil {
			return err
		}
	}
	return output(r.command(filepath.Join(r.bin, "initdb"), "-D", r.data(), "--username=limber", "--pwfile="+file,
		"--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync"))
}

// start starts the server, the first time at a port that is free.
func (r *running) start() error {
	const attempts = 5
	var err error
	for range attempts {
		port := r.port
		if port == 0 {
			if port, err = freePort(); err != nil {
				return err
			}
		}
		options := fmt.Sprintf("-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories='' -c max_connections=200", port)
		if err = r.ctl("start", "-l", filepath.Join(r.folder, "log"), "-o", options); err == nil {
			r.port = port
			return nil
		}
	}
	log, _ := os.ReadFile(filepath.Join(r.folder, "log")) // says more, if it is there
	return fmt.Errorf("%w\n%s", err, log)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// ctl runs pg_ctl, which waits until it is done.
func (r *running) ctl(what string, args ...string) error {
	return output(r.command(filepath.Join(r.bin, "pg_ctl"), append([]string{what, "-w", "-D", r.data()}, args...)...))
}

// command is run by whom the server is run by, and says nothing of ours.
func (r *running) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = r.folder
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: r.as}
	return cmd
}

// output runs a command and puts what it says into its error. It goes to a file:
// a server that lives on would hold a pipe open.
func output(cmd *exec.Cmd) error {
	said, err := os.CreateTemp("", "limber-postgres-said-")
	if err != nil {
		return err
	}
	defer func() { _, _ = said.Close(), os.Remove(said.Name()) }()
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(said.Name()) // the error says enough without
		return fmt.Errorf("%s: %w: %s", filepath.Base(cmd.Path), err, strings.TrimSpace(string(text)))
	}
	return nil
}
