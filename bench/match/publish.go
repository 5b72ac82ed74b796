package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
)

// publish writes tables to out, or puts them into a Markdown file between
// <!-- name --> and <!-- /name -->.
func publish(out io.Writer, file, name string, write func(io.Writer)) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Measured on %s: %s.\n\n", time.Now().Format("2 January 2006"), machine())
	write(&b)
	if file == "" {
		_, err := out.Write(b.Bytes())
		return err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	from, to := "<!-- "+name+" -->", "<!-- /"+name+" -->"
	before, rest, found := strings.Cut(string(data), from)
	_, after, ended := strings.Cut(rest, to)
	if !found || !ended {
		return fmt.Errorf("%s has no place between %s and %s", file, from, to)
	}
	text := before + from + "\n\n" + strings.TrimSpace(b.String()) + "\n\n" + to + after
	return os.WriteFile(file, []byte(text), 0o644)
}

// machine says on what it was measured, as far as the system tells.
func machine() string {
	parts := []string{fmt.Sprintf("%d CPUs", runtime.NumCPU()), runtime.GOOS + "/" + runtime.GOARCH, runtime.Version()}
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		_, model, _ := strings.Cut(string(info), "model name")
		model, _, _ = strings.Cut(model, "\n")
		if model = strings.Trim(model, "\t :"); model != "" {
			parts[0] = parts[0] + " (" + model + ")"
		}
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		// Times are longer where others work at the same time; ratios less so.
		parts = append(parts, "load average at the end "+strings.Join(strings.Fields(string(load))[:2], " and "))
	}
	return strings.Join(parts, ", ")
}
