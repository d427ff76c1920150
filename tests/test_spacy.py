"""spaCy: its parses as documents, its pipeline as annotator, attrib as its component. With real spaCy throughout."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve

import attrib
from attrib.annotate.clear import LABELS
from attrib.annotate.stanza import parts_of
from attrib.document import ROOT, Document

spacy = pytest.importorskip("spacy")

from spacy.language import Language  # noqa: E402
from spacy.tokens import Doc, DocBin  # noqa: E402

from spacy_cases import ARTICLE, Construction, article, constructions, make_doc  # noqa: E402

CONSTRUCTIONS = constructions()
TEXT = "“We will win,” Mayor Teresa Okafor said.\n\nShe told reporters that the bridge was safe."


@pytest.fixture(scope="module")
def nlp(spacy_model: Path) -> Language:
    """A trained pipeline with the component."""
    pipeline = spacy.load(spacy_model)
    pipeline.add_pipe("attrib")
    return pipeline


def found(result: attrib.Result) -> list[tuple[str | None, str | None, str]]:
    return [(a.speaker and a.speaker.name, a.cue and a.cue.text, a.content.text) for a in result]


class TestConversion:
    @pytest.mark.parametrize("case", CONSTRUCTIONS, ids=lambda c: c.title)
    def test_construction(self, case: Construction) -> None:
        tokens = attrib.from_spacy(case.doc).tokens
        assert [t.upos for t in tokens] == case.upos
        assert [t.head + 1 for t in tokens] == case.heads
        assert [t.deprel for t in tokens] == case.relations

    @pytest.mark.parametrize("case", CONSTRUCTIONS, ids=lambda c: c.title)
    def test_trees_in_ud_stay_as_they_are(self, case: Construction) -> None:
        rows = [
            [str(i), t.text, upos, t.tag_, "_", str(head), relation]
            for i, (t, upos, head, relation) in enumerate(
                zip(case.doc, case.upos, case.heads, case.relations, strict=True), 1
            )
        ]
        tokens = attrib.from_spacy(make_doc(case.doc.text, rows), scheme="ud").tokens
        assert [(t.head + 1, t.deprel) for t in tokens] == list(zip(case.heads, case.relations, strict=True))

    def test_the_scheme_is_seen_by_the_labels(self) -> None:
        rows = [["1", "It", "PRON", "PRP", "_", "4", "nsubj"], ["2", "was", "AUX", "VBD", "_", "4", "cop"],
                ["3", "very", "ADV", "RB", "_", "4", "advmod"], ["4", "late", "ADJ", "JJ", "_", "0", "ROOT"]]  # fmt: skip
        document = attrib.from_spacy(make_doc("It was very late", rows))
        assert [(t.head, t.deprel) for t in document.tokens] == [
            (3, "nsubj"), (3, "cop"), (3, "advmod"), (ROOT, "root"),
        ]  # fmt: skip

    def test_every_label_of_the_table_is_gone(self) -> None:
        used = {t.dep_ for c in CONSTRUCTIONS for t in c.doc}
        assert used >= LABELS - {"csubjpass", "quantmod", "meta"}
        left = {t.deprel for c in CONSTRUCTIONS for t in attrib.from_spacy(c.doc).tokens}
        assert left.isdisjoint(LABELS)

    def test_the_article(self) -> None:
        doc = article()
        document = attrib.from_spacy(doc)
        assert "".join(t.text for t in document.tokens) == "".join(doc.text.split())
        assert all(document.text[t.start_char : t.end_char] == t.text for t in document.tokens)
        names = [document.text[s.start_char : s.end_char] for s in spans(document)]
        assert "Teresa Okafor" in names
        # spaCy runs the headline into the first paragraph; sentences end where paragraphs do
        assert not any("\n" in document.text[s.start_char : s.end_char].strip() for s in sentences(document))

    def test_lemmas_and_parts_of_speech_that_the_pipeline_lacks(self) -> None:
        doc = CONSTRUCTIONS[2].doc.copy()
        assert not doc.has_annotation("LEMMA")
        assert [t.lemma for t in attrib.from_spacy(doc).tokens] == ["he", "be", "tell", "by", "official", "."]
        for token in doc:
            token.pos_ = ""
        assert [t.upos for t in attrib.from_spacy(doc).tokens] == CONSTRUCTIONS[2].upos

    def test_white_space_is_no_token(self) -> None:
        rows = [["1", "He", "PRON", "PRP", "_", "2", "nsubj"], ["2", "left", "VERB", "VBD", "_", "0", "ROOT"]]
        document = attrib.from_spacy(make_doc(" He \n\t left\n", rows))
        assert [(t.text, t.start_char, t.head) for t in document.tokens] == [("He", 1, 1), ("left", 7, ROOT)]

    def test_an_empty_doc(self) -> None:
        assert attrib.from_spacy(spacy.blank("en")("")).tokens == ()
        assert attrib.from_spacy(spacy.blank("en")(" \n ")).tokens == ()


def spans(document: Document) -> list[attrib.Span]:
    return [document.span(e.start, e.end) for e in document.entities]


def sentences(document: Document) -> list[attrib.Span]:
    return [document.span(s.start, s.end) for s in document.sentences]


class TestRefusals:
    def test_no_parse(self) -> None:
        with pytest.raises(
            attrib.InputError, match=r"no dependency parse and no tags.*add a parser and a tagger"
        ):
            attrib.from_spacy(spacy.blank("en")("He left."))

    def test_no_tags(self) -> None:
        doc = Doc(spacy.blank("en").vocab, words=["He", "left"], heads=[1, 1], deps=["nsubj", "ROOT"])
        with pytest.raises(attrib.InputError, match="no tags or parts of speech: add a tagger"):
            attrib.from_spacy(doc)

    def test_no_doc(self) -> None:
        with pytest.raises(attrib.InputError, match="not str"):
            attrib.from_spacy("He left.")  # type: ignore[arg-type]

    def test_no_such_scheme(self) -> None:
        with pytest.raises(attrib.SettingsError, match="auto, clear, ud"):
            attrib.from_spacy(CONSTRUCTIONS[0].doc, scheme="penn")

    def test_no_pipeline(self) -> None:
        with pytest.raises(attrib.SettingsError, match=r"spacy\.load"):
            attrib.SpacyAnnotator("en_core_web_sm")  # type: ignore[arg-type]

    def test_a_component_without_a_parser(self) -> None:
        pipeline = spacy.blank("en")
        pipeline.add_pipe("attrib")
        with pytest.raises(attrib.AttribError, match="add a parser"):
            pipeline("He left.")

    @pytest.mark.parametrize(
        "config",
        [{"kinds": ["SHOUT"]}, {"disabled": ["quotez"]}, {"min_confidence": 2.0}, {"scheme": "penn"}],
    )
    def test_wrong_settings(self, config: dict[str, object]) -> None:
        with pytest.raises(attrib.SettingsError):
            spacy.blank("en").add_pipe("attrib", config=config)

    def test_a_doc_that_the_component_has_not_seen(self, nlp: Language) -> None:
        with pytest.raises(attrib.InputError, match="add_pipe"):
            nlp.make_doc("He left.")._.attributions  # noqa: B018


class TestGoldTrees:
    def test_the_article_is_read(self) -> None:
        """On spaCy's own parse, rules alone: enough is found, with the right people."""
        result = attrib.load("en", annotator=Frozen(), tagger=False)(ARTICLE.read_text(encoding="utf-8"))
        told = found(result)
        assert ("Lina Maris", "said", "“It is unbearable,”") in told
        assert ("Martin Brandt", "wrote") in [t[:2] for t in told]
        assert len(told) >= 20


class Frozen:
    """Gives the article's frozen parse."""

    def annotate(self, texts: list[str]) -> list[Document]:
        return [attrib.from_spacy(article()) for _ in texts]


@pytest.mark.engine
class TestComponent:
    def test_end_to_end(self, nlp: Language) -> None:
        doc = nlp(TEXT)
        assert found(doc._.attrib) == [
            ("Teresa Okafor", "said", "“We will win,”"),
            ("Teresa Okafor", "told", "that the bridge was safe"),
        ]
        assert doc._.attributions == doc._.attrib.attributions
        assert doc._.attrib.text == TEXT
        assert doc._.attrib.meta["annotator"].startswith("spacy:")
        group = doc.spans["attrib"]
        assert [(s.label_, s.id_, s.text) for s in group] == [
            ("SOURCE", "A1", "Mayor Teresa Okafor"),
            ("CUE", "A1", "said"),
            ("CONTENT", "A1", "“We will win,”"),
            ("SOURCE", "A2", "She"),
            ("CUE", "A2", "told"),
            ("CONTENT", "A2", "that the bridge was safe"),
        ]
        assert group.attrs["A2"]["speaker"] == "Teresa Okafor"

    def test_a_content_in_two_pieces_is_two_spans(self, nlp: Language) -> None:
        doc = nlp("“It is late,” she said, “we will win.”")
        pieces = [s.text for s in doc.spans["attrib"] if s.label_ == "CONTENT"]
        assert pieces == ["“It is late,”", "“we will win.”"]
        assert [s.id_ for s in doc.spans["attrib"] if s.label_ == "CONTENT"] == ["A1", "A1"]

    def test_spans_that_cut_tokens_are_widened_and_offsets_stay_exact(self, nlp: Language) -> None:
        doc = nlp("“We will win,” she said.")
        (a,) = doc._.attributions
        inner = attrib.Passage.of(doc.text, (attrib.Span(2, 10),))
        component = nlp.get_pipe("attrib")
        component.annotate(doc, evolve(doc._.attrib, attributions=(evolve(a, content=inner),)))
        (content,) = [s for s in doc.spans["attrib"] if s.label_ == "CONTENT"]
        assert content.text == "We will win"
        assert doc._.attributions[0].content.text == "e will w"

    def test_bytes_and_docbin_keep_everything(self, nlp: Language) -> None:
        doc = nlp(TEXT)
        plain = Doc(nlp.vocab).from_bytes(doc.to_bytes())
        binned = DocBin(store_user_data=True, docs=[doc])
        (stored,) = DocBin().from_bytes(binned.to_bytes()).get_docs(nlp.vocab)
        for copy in (plain, stored, pickle.loads(pickle.dumps(doc)), doc.copy()):
            assert copy._.attrib == doc._.attrib
            assert [(s.label_, s.id_, s.text) for s in copy.spans["attrib"]] == [
                (s.label_, s.id_, s.text) for s in doc.spans["attrib"]
            ]
            assert copy.spans["attrib"].attrs == doc.spans["attrib"].attrs

    def test_pipe_is_the_same_in_batches_and_in_processes(self, nlp: Language) -> None:
        texts = [TEXT, "He left.", "", "“It is late,” she told reporters.", "\n"] * 2
        alone = [nlp(t)._.attrib for t in texts]
        assert [d._.attrib for d in nlp.pipe(texts, batch_size=3)] == alone
        assert [d._.attrib for d in nlp.pipe(texts, n_process=2, batch_size=3)] == alone

    def test_the_component_can_be_pickled_after_use(self, nlp: Language) -> None:
        nlp(TEXT)
        component = pickle.loads(pickle.dumps(nlp.get_pipe("attrib")))
        assert component == nlp.get_pipe("attrib")

    def test_settings_travel_with_the_pipeline(self, spacy_model: Path, tmp_path: Path) -> None:
        pipeline = spacy.load(spacy_model)
        config = {
            "min_confidence": 0.2,
            "kinds": ["QUESTION", "ASSERTION"],
            "tagger": False,
            "spans_key": "said",
        }
        pipeline.add_pipe("attrib", config=config)
        expected = pipeline(TEXT)
        pipeline.to_disk(tmp_path / "model")
        again = spacy.load(tmp_path / "model")
        assert again.pipe_names[-1] == "attrib"
        assert again(TEXT)._.attrib == expected._.attrib
        assert "said" in again(TEXT).spans
        assert not again(TEXT)._.attrib.meta["tagger"]
        copy = spacy.util.load_model_from_config(pipeline.config).from_bytes(pipeline.to_bytes())
        assert copy(TEXT)._.attrib == expected._.attrib

    def test_a_fresh_process_knows_the_component(self, nlp: Language, tmp_path: Path) -> None:
        nlp.to_disk(tmp_path / "model")
        code = (
            "import sys, spacy\n"
            "nlp = spacy.load(sys.argv[1])\n"
            "print(*[a.cue.text for a in nlp(sys.argv[2])._.attributions])"
        )
        run = [sys.executable, "-c", code, str(tmp_path / "model"), TEXT]
        done = subprocess.run(run, capture_output=True, text=True, encoding="utf8", check=True)
        assert done.stdout.split() == ["said", "told"]


@pytest.mark.engine
class TestAnnotator:
    def test_in_the_place_of_stanza(self, spacy_model: Path) -> None:
        annotator = attrib.SpacyAnnotator(spacy.load(spacy_model))
        result = attrib.load("en", annotator=annotator)(TEXT)
        assert found(result)[1] == ("Teresa Okafor", "told", "that the bridge was safe")
        assert result.meta["annotator"] == annotator.name

    def test_any_text(self, spacy_model: Path) -> None:
        annotator = attrib.SpacyAnnotator(spacy.load(spacy_model))
        texts = ["", " \n", "\ud800 “We will win,” she said.", "a\u2028b\r\n\x00c 👩🏽‍🚀 said", "He left."]
        documents = list(annotator.annotate(iter(texts)))
        assert [d.text for d in documents] == texts
        for d in documents:
            assert all(d.text[t.start_char : t.end_char] == t.text for t in d.tokens)

    def test_long_texts_are_read_in_parts(self, spacy_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(parts_of, "__defaults__", (300,))
        pipeline = spacy.load(spacy_model)
        pipeline.max_length = 500
        text = "She spoke on Monday.\n\n" * 100
        short, long = attrib.SpacyAnnotator(pipeline).annotate(["He left.", text])
        assert [t.text for t in short.tokens] == ["He", "left", "."]
        assert len(long.sentences) == 100
        assert long.tokens[-1].text == "."
        assert long.tokens[-1].end_char == len(text) - 2


def test_importing_attrib_does_not_import_spacy() -> None:
    code = "import attrib, sys; attrib.load; attrib.from_spacy; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
