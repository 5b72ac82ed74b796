package main

// thresholded are published figures of CLINC150 with a threshold for what no
// intent covers, in percent: see thresholdedSource.
var thresholded = []struct {
	name            string
	inScope, recall float64
}{
	{"BERT", 96.2, 52.3},
	{"MLP on sentence embeddings (USE)", 93.4, 49.1},
	{"CNN", 90.9, 30.9},
	{"Rasa", 90.9, 31.2},
	{"Dialogflow", 90.8, 26.7},
	{"FastText", 88.6, 28.3},
	{"SVM, bag of words", 88.2, 18.0},
}

const thresholdedSource = "Larson et al., [An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction](https://aclanthology.org/D19-1131/), EMNLP 2019, table 2, part oos-threshold, columns Full"

// published are accuracies of neural models, in percent: see publishedSource.
var published = []struct {
	name    string
	figures map[column]float64
}{
	{"BERT-large, tuned", map[column]float64{{"BANKING77", 10}: 83.4, {"BANKING77", all}: 93.7}},
	{"sentence encoders, rounded", map[column]float64{{"BANKING77", 10}: 85, {"BANKING77", all}: 93}},
}

const publishedSource = "Casanueva et al., [Efficient Intent Detection with Dual Sentence Encoders](https://aclanthology.org/2020.nlp4convai-1.5/), NLP for ConvAI 2020, the table of accuracies"

// column is a set and the number of phrasings an intent.
type column struct {
	set   string
	shots int
}
