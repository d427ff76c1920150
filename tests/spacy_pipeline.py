"""A small spaCy pipeline, trained here and now: tagger and parser in the labels of spaCy's English pipelines."""

from __future__ import annotations

import random

import spacy
from spacy.language import Language
from spacy.training import Example

from spacy_cases import article, constructions

TOK2VEC = {
    "@architectures": "spacy.HashEmbedCNN.v2", "width": 64, "depth": 2, "embed_size": 1000, "window_size": 1,
    "maxout_pieces": 2, "subword_features": True, "pretrained_vectors": None,
}  # fmt: skip
EPOCHS = 15


def train() -> Language:
    """Train until the sentences of the tests are known by heart, in some seconds."""
    spacy.util.fix_random_seed(1)
    nlp = spacy.blank("en")
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": TOK2VEC}})
    nlp.add_pipe(
        "parser",
        config={
            "model": {
                "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "parser", "extra_state_tokens": False,
                "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "tok2vec": TOK2VEC,
            }
        },
    )  # fmt: skip
    gold = [article(nlp.vocab), *(c.doc for c in constructions(nlp.vocab))]
    sentences = [s.as_doc() for doc in gold for s in doc.sents]
    examples = [Example(nlp.make_doc(s.text), s) for s in sentences]
    nlp.initialize(lambda: examples)
    shuffled = random.Random(1)
    for _ in range(EPOCHS):
        shuffled.shuffle(examples)
        for at in range(0, len(examples), 8):
            nlp.update(examples[at : at + 8], drop=0.1)
    return nlp
