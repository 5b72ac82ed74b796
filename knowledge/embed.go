package knowledge

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

//go:embed packs
var builtin embed.FS

//go:embed languages
var languageFiles embed.FS

//go:embed tongues
var tongueFiles embed.FS

// BuiltinNames lists the packs inside the program.
func BuiltinNames() []string {
	dirs, err := fs.ReadDir(builtin, "packs")
	if err != nil {
		panic(err) // the program was built without its packs
	}
	var names []string
	for _, d := range dirs {
		if d.IsDir() {
			names = append(names, d.Name())
		}
	}
	return names
}

// Find opens a pack by the name of a built-in one or by its folder. The error
// is Problems where the pack was found and has mistakes.
func Find(name string) (*Pack, error) {
	if slices.Contains(BuiltinNames(), name) {
		fsys, err := fs.Sub(builtin, "packs/"+name)
		if err != nil {
			return nil, err
		}
		return Open(fsys)
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return Open(os.DirFS(name))
	case err == nil:
		return nil, fmt.Errorf("pack %q is a file: name the folder that holds it", name)
	}
	return nil, fmt.Errorf("there is no pack %q: it is neither built in (%s) nor a folder here", name, strings.Join(BuiltinNames(), ", "))
}
