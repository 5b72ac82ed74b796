package main

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// source is a group of files of one commit of one public repository, with the
// SHA-256 of their contents one after the other.
type source struct {
	repository, commit string
	folder             string // in the repository
	files              []string
	to                 string // the folder below the one that is named
	sum                string
}

//go:embed hwu64.txt
var hwu64Intents string

const hwu64Fold = "CrossValidation/autoGeneFromRealAnno/autoGene_2018_03_22-13_01_25_169/CrossValidation/KFold_1/"

var sources = []source{
	{
		repository: "clinc/oos-eval", commit: "828f8093932c8fe6ca7936c3d2e52903b1c523de",
		folder: "data", files: []string{"data_full.json"}, to: "clinc150",
		sum: "36923c3705a59e08fe9c3883d8bc2dd966ef93e22cb78ac41171782a698d56e0",
	},
	{
		repository: "PolyAI-LDN/task-specific-datasets", commit: "57ec275d8078af65b7731c2a98be812d844a6d6b",
		folder: "banking_data", files: []string{"train.csv", "test.csv"}, to: "banking77",
		sum: "5e3937dac9c3792a65f02fa6173d68e9de437bf8c53363ca03bf4e3b7ab5908c",
	},
	{
		repository: "xliuhw/NLU-Evaluation-Data", commit: "f6071b496b17d71e6eb43f543af0707f4ff30557",
		folder: hwu64Fold + "trainset", files: hwu64Files(), to: "hwu64/train",
		sum: "0a34aafea26f94e2c4b93fbec98c2d2fccfb04ad313ca05a92e75826461b9eaa",
	},
	{
		repository: "xliuhw/NLU-Evaluation-Data", commit: "f6071b496b17d71e6eb43f543af0707f4ff30557",
		folder: hwu64Fold + "testset/csv", files: hwu64Files(), to: "hwu64/test",
		sum: "20a34850b375033e785d2529cd5be84a814fc7831fc633ff4adb534b5f76a815",
	},
	{
		repository: "ML-Recipes/BERT-FAQ", commit: "3c184030c1819b462e29f665465ab4968657440e",
		folder: "data/StackFAQ", files: []string{"stackExchange-FAQ.json"}, to: "stackfaq",
		sum: "0ae2af4f8edae91f2dd37c557e2468d412b21d63f534ddc461118434f066f075",
	},
	{
		repository: "ML-Recipes/BERT-FAQ", commit: "3c184030c1819b462e29f665465ab4968657440e",
		folder: "data/CovidFAQ", files: []string{"query_answer_pairs.json"}, to: "covidfaq",
		sum: "17970adbd6cf2ee98990823546c5852f835b838f6bb91ca685a16df34a2db9b3",
	},
}

// hwu64Files are the files of HWU64, one an intent.
func hwu64Files() []string {
	names := strings.Fields(hwu64Intents)
	for i := range names {
		names[i] += ".csv"
	}
	return names
}

// fetch brings every source into folder and checks it. Files that are there
// already are not fetched again, only checked.
func fetch(ctx context.Context, from, folder string, log io.Writer) error {
	for _, s := range sources {
		if err := s.fetch(ctx, from, folder); err != nil {
			return fmt.Errorf("%s: %w", s.to, err)
		}
		fmt.Fprintf(log, "%s: %d files of https://github.com/%s, as expected\n", s.to, len(s.files), s.repository)
	}
	return nil
}

func (s source) fetch(ctx context.Context, from, folder string) error {
	into := filepath.Join(folder, filepath.FromSlash(s.to))
	if err := os.MkdirAll(into, 0o755); err != nil {
		return err
	}
	sum := sha256.New()
	for _, name := range s.files {
		url := strings.TrimSuffix(from, "/") + "/" + path.Join(s.repository, s.commit, s.folder, name)
		if err := fetchFile(ctx, url, filepath.Join(into, name), sum); err != nil {
			return err
		}
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != s.sum {
		return fmt.Errorf("the SHA-256 of the files in %s is %s instead of %s: delete that folder and fetch again", into, got, s.sum)
	}
	return nil
}

// fetchFile fetches a file that is not there yet, and adds its content to sum.
func fetchFile(ctx context.Context, url, file string, sum hash.Hash) error {
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		if data, err = get(ctx, url); err == nil {
			err = os.WriteFile(file, data, 0o644)
		}
	}
	sum.Write(data)
	return err
}

// largest is the most that is read of one file, in bytes.
const largest = 64 << 20

func get(ctx context.Context, url string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // it was read to its end, or failed before
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, response.Status)
	}
	return io.ReadAll(io.LimitReader(response.Body, largest))
}
