package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"limber/knowledge/match"
)

// set is a public set of questions.
type set struct {
	name string
	// train are ways of asking to choose from. A set for retrieval has docs
	// instead: there is nothing to choose.
	train []labelled
	docs  []match.Document
	test  []labelled
	// validation is for choosing a threshold; refused are questions that no
	// document answers, for the same and for the test.
	validation                 []labelled
	refusedValidation, refused []string
}

// labelled is a question with the id of the document that answers it.
type labelled struct{ text, want string }

// readSets reads every set from the folder that fetch filled.
func readSets(folder string) ([]set, error) {
	var sets []set
	for _, read := range []func(string) (set, error){readCLINC150, readBANKING77, readHWU64, readStackFAQ, readCovidFAQ} {
		s, err := read(folder)
		if err != nil {
			return nil, fmt.Errorf("%w (fetch the sets first: make bench-match-fetch DATA=%s)", err, folder)
		}
		sets = append(sets, s)
	}
	return sets, nil
}

func readJSON(v any, name ...string) error {
	data, err := os.ReadFile(filepath.Join(name...))
	if err != nil {
		return err
	}
	return json.Unmarshal(data, v)
}

// readCSV returns two columns of a CSV file, by the names in its first line.
func readCSV(comma rune, text, want string, name ...string) ([]labelled, error) {
	f, err := os.Open(filepath.Join(name...))
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
	lines, err := r.ReadAll()
	if err != nil || len(lines) == 0 {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	t, w := slices.Index(lines[0], text), slices.Index(lines[0], want)
	if t < 0 || w < 0 {
		return nil, fmt.Errorf("%s has no columns %s and %s", f.Name(), text, want)
	}
	var list []labelled
	for _, l := range lines[1:] {
		list = append(list, labelled{l[t], l[w]})
	}
	return list, nil
}

// readCLINC150 reads the set of Larson et al., "An Evaluation Dataset for
// Intent Classification and Out-of-Scope Prediction", EMNLP 2019.
func readCLINC150(folder string) (set, error) {
	var file map[string][][2]string
	if err := readJSON(&file, folder, "clinc150", "data_full.json"); err != nil {
		return set{}, err
	}
	in := func(part string) (list []labelled) {
		for _, l := range file[part] {
			list = append(list, labelled{l[0], l[1]})
		}
		return list
	}
	out := func(part string) (list []string) {
		for _, l := range file[part] {
			list = append(list, l[0])
		}
		return list
	}
	return set{
		name: "CLINC150", train: in("train"), test: in("test"), validation: in("val"),
		refused: out("oos_test"), refusedValidation: out("oos_val"),
	}, nil
}

// readBANKING77 reads the set of Casanueva et al., "Efficient Intent Detection
// with Dual Sentence Encoders", NLP for ConvAI 2020.
func readBANKING77(folder string) (s set, err error) {
	s.name = "BANKING77"
	if s.train, err = readCSV(',', "text", "category", folder, "banking77", "train.csv"); err == nil {
		s.test, err = readCSV(',', "text", "category", folder, "banking77", "test.csv")
	}
	return s, err
}

// readHWU64 reads the first fold of the set of Liu et al., "Benchmarking
// Natural Language Understanding Services for building Conversational Agents",
// IWSDS 2019. It is the fold that others measure.
func readHWU64(folder string) (set, error) {
	s := set{name: "HWU64"}
	for _, name := range hwu64Files() {
		for part, list := range map[string]*[]labelled{"train": &s.train, "test": &s.test} {
			lines, err := readCSV(';', "answer_from_anno", "intent", folder, "hwu64", part, name)
			if err != nil {
				return set{}, err
			}
			for _, l := range lines {
				*list = append(*list, labelled{l.text, strings.TrimSuffix(name, ".csv")})
			}
		}
	}
	return s, nil
}

// readStackFAQ reads the set of Karan and Šnajder, "Paraphrase-focused learning
// to rank for domain-specific frequently asked questions retrieval", 2018: the
// threads are the documents, known by the one question that opened them, and
// are asked for by people's rephrasings.
func readStackFAQ(folder string) (set, error) {
	var file struct {
		Root struct {
			Threads []struct {
				Question    string   `json:"question"`
				Rephrasings []string `json:"rephr"`
				Answers     oneOrAll `json:"answer"`
			} `json:"qapair"`
		} `json:"root"`
	}
	if err := readJSON(&file, folder, "stackfaq", "stackExchange-FAQ.json"); err != nil {
		return set{}, err
	}
	s := set{name: "StackFAQ"}
	for i, t := range file.Root.Threads {
		id := fmt.Sprint(i)
		s.docs = append(s.docs, match.Document{ID: id, Phrasings: []string{t.Question}, Text: t.Answers[0]})
		for _, r := range t.Rephrasings {
			if r != "" && r != "*" { // a star is no rephrasing, only a mark among them
				s.test = append(s.test, labelled{r, id})
			}
		}
	}
	return s, nil
}

// oneOrAll is a list that may be written as a single value.
type oneOrAll []string

func (l *oneOrAll) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*l = oneOrAll{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(l))
}

// readCovidFAQ reads the COVID-19 part of the toolkit BERT-FAQ: 67 answers,
// known by the question of the page that they stand on, and what people asked.
func readCovidFAQ(folder string) (set, error) {
	var file []struct {
		Type     string `json:"query_type"`
		Question string `json:"question"`
		Answer   string `json:"answer"`
	}
	if err := readJSON(&file, folder, "covidfaq", "query_answer_pairs.json"); err != nil {
		return set{}, err
	}
	s := set{name: "CovidFAQ"}
	numbers := map[string]int{} // by answer
	for _, l := range file {
		if l.Type != "faq" {
			continue
		}
		if d, ok := numbers[l.Answer]; ok {
			s.docs[d].Phrasings = append(s.docs[d].Phrasings, l.Question)
			continue
		}
		numbers[l.Answer] = len(s.docs)
		s.docs = append(s.docs, match.Document{ID: fmt.Sprint(len(s.docs)), Phrasings: []string{l.Question}, Text: l.Answer})
	}
	for _, l := range file {
		if d, ok := numbers[l.Answer]; ok && l.Type == "user_query" {
			s.test = append(s.test, labelled{l.Question, s.docs[d].ID})
		}
	}
	return s, nil
}
