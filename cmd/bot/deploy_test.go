package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestDeployedConfigurations loads the configurations that are shipped for
// containers, Kubernetes and systemd, as they are and with what is left for
// choice turned on.
func TestDeployedConfigurations(t *testing.T) {
	const image = "../../deploy/config.yaml"
	shipped := map[string]string{
		image:                              readText(t, image),
		"../../deploy/compose.config.yaml": readText(t, "../../deploy/compose.config.yaml"),
		"../../deploy/kubernetes.yaml":     configMap(t, "../../deploy/kubernetes.yaml"),
	}
	for _, b := range operatingBlocks(t, "yaml") {
		shipped["docs/operating.md, "+b[1]] = b[4]
	}
	if len(shipped) != 4 {
		t.Errorf("%d configurations", len(shipped))
	}
	choice := regexp.MustCompile(`(?m)^# ((?:  )?\w+:.*)$`)
	for name, text := range shipped {
		for _, text := range []string{text, choice.ReplaceAllString(text, "$1")} {
			c := loadDeployed(t, name, text)
			if c.Admin == "" {
				t.Errorf("%s: the health check has nobody to ask", name)
			}
			if name == image {
				continue // it leaves the rest to the environment
			}
			if !c.connected() {
				t.Errorf("%s turns no platform on", name)
			}
			if named := strings.Contains("\n"+text, "\ndatabase_file:"); named != (c.Database == "from a file") {
				t.Errorf("%s: the database is %q with\n%s", name, c.Database, text)
			}
		}
	}
}

// secretFile is where files with secrets are in a container or a service.
var secretFile = regexp.MustCompile(`/run/\S+`)

// loadDeployed loads a configuration with files where it wants them.
func loadDeployed(t *testing.T, name, text string) Config {
	t.Helper()
	dir := t.TempDir()
	text = secretFile.ReplaceAllStringFunc(text, func(file string) string {
		here := filepath.Join(dir, filepath.Base(file))
		write(t, here, "from a file\n")
		return here
	})
	write(t, filepath.Join(dir, "config.yaml"), text)
	c, err := loadConfig(filepath.Join(dir, "config.yaml"))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return c
}

// configMap returns the configuration inside a file for Kubernetes.
func configMap(t *testing.T, name string) string {
	t.Helper()
	d, err := yaml.NewLoader(strings.NewReader(readText(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	for {
		var object struct {
			Kind string            `yaml:"kind"`
			Data map[string]string `yaml:"data"`
		}
		switch err := d.Load(&object); {
		case errors.Is(err, io.EOF):
			t.Fatalf("%s has no configuration", name)
		case err != nil:
			t.Fatal(err)
		case object.Kind == "ConfigMap":
			return object.Data["config.yaml"]
		}
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
