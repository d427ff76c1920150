"""Files of the package that are missing or damaged: one clear error, which names the file and the mend."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import attrib
from attrib.annotate import lemmatizer, tokenizer, words
from attrib.lexicon import confidence, cues, people, stance, tables
from attrib.scoring import files

ARTICLE = (Path(__file__).parent.parent / "examples" / "article.txt").read_text(encoding="utf8")
MODELS = Path(attrib.__file__).parent / "models" / "en"
LEXICON = Path(attrib.__file__).parent / "lexicon" / "data" / "en"

MODEL_FILES = [
    "network.pt",
    "tagger.pt",
    "sentences.npz",
    "lemmas.json.gz",
    "manifest.json",
    "resources.json",
]
LEXICON_FILES = sorted(p.name for p in LEXICON.glob("*.tsv"))


def copied(folder: Path, to: Path) -> Path:
    for file in folder.iterdir():
        (to / file.name).write_bytes(file.read_bytes())
    return to


@pytest.mark.engine
class TestModels:
    """One clear error, which names the file and the mend, for each file that attrib reads."""

    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        copied(MODELS, tmp_path)
        monkeypatch.setattr(files, "folder", lambda language: tmp_path)
        for module in (tokenizer, lemmatizer):
            monkeypatch.setattr(module, "_load", module._load.__wrapped__)  # without its cache
        return tmp_path

    def test_every_file_is_tried(self) -> None:
        assert {*MODEL_FILES, "MODEL_CARD.md"} == {p.name for p in MODELS.iterdir()}

    @pytest.mark.parametrize("name", MODEL_FILES)
    def test_a_missing_file_is_named(self, folder: Path, name: str) -> None:
        (folder / name).unlink()
        with pytest.raises(attrib.ModelError, match=rf"{name} is missing .* reinstall attrib"):
            attrib.load("en")(ARTICLE)

    @pytest.mark.parametrize("name", MODEL_FILES)
    def test_a_damaged_file_is_named(self, folder: Path, name: str) -> None:
        data = bytearray((folder / name).read_bytes())
        data[len(data) // 2] ^= 1
        (folder / name).write_bytes(data)
        damaged = r"\S+" if name == "manifest.json" else name  # it may look whole and fit nothing
        with pytest.raises(attrib.ModelError, match=rf"{damaged} is damaged.* reinstall attrib"):
            attrib.load("en")(ARTICLE)

    @pytest.mark.parametrize("name", MODEL_FILES)
    def test_a_cut_file_is_named(self, folder: Path, name: str) -> None:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: len(data) // 2])
        with pytest.raises(attrib.ModelError, match=rf"{name} is damaged.* reinstall attrib"):
            attrib.load("en")(ARTICLE)


class TestLexicons:
    LOADERS = (
        cues.load_cues,
        people.load_people,
        stance.load_stance,
        confidence.load_confidence,
        words.abbreviations,
    )

    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        copied(LEXICON, tmp_path)
        monkeypatch.setattr(tables, "folder", lambda language: tmp_path)
        return tmp_path

    def read_all(self) -> None:
        for loader in self.LOADERS:
            loader.__wrapped__()  # without its cache

    def test_every_file_is_read(self, folder: Path) -> None:
        self.read_all()
        assert len(LEXICON_FILES) > 10

    @pytest.mark.parametrize("name", LEXICON_FILES)
    def test_a_missing_file_is_named(self, folder: Path, name: str) -> None:
        (folder / name).unlink()
        with pytest.raises(attrib.ModelError, match=rf"{name} is missing .* reinstall attrib"):
            self.read_all()

    @pytest.mark.parametrize("name", LEXICON_FILES)
    @pytest.mark.parametrize(
        ("damage", "said"),
        [
            (lambda data: data[:-3], "its end is cut off"),
            (
                lambda data: data + b"too\tmany\tof\tthem\tby\tfar\tin\tthis\tvery\tlast\trow\n",
                "11 columns, not",
            ),
            (lambda data: b"\xff" + data, "invalid start byte"),
        ],
    )
    def test_a_damaged_file_is_named(
        self, folder: Path, name: str, damage: Callable[[bytes], bytes], said: str
    ) -> None:
        (folder / name).write_bytes(damage((folder / name).read_bytes()))
        with pytest.raises(attrib.ModelError, match=rf"{name} is damaged: .*{said}.*; reinstall attrib"):
            self.read_all()

    @pytest.mark.parametrize(
        ("name", "row"),
        [
            ("cues.tsv", "say\tVERB\tclause\tmany\t1"),
            ("cue_weights.tsv", "bias\theavy\t1"),
            ("confidence.tsv", "tagger\tsure"),
            ("pronouns.tsv", "she\tthird\tsing\tfemale\tpersonal"),
            ("stance.tsv", "say\tV\t*\tSHOUT\tPOSITIVE\tCERTAIN\tACKNOWLEDGE\tNEGATIVE\tx"),
        ],
    )
    def test_a_wrong_value_is_named(self, folder: Path, name: str, row: str) -> None:
        with (folder / name).open("a", encoding="utf8") as sink:
            sink.write(f"{row}\n")
        with pytest.raises(attrib.ModelError, match=rf"{name} is damaged: .*; reinstall attrib"):
            self.read_all()


def test_nothing_is_unpickled() -> None:
    """Every reader of arrays and weights in the package says that it takes no pickles, and nothing imports one."""
    calls = []
    for path in Path(attrib.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {n.name for n in node.names} | {getattr(node, "module", "")}
                assert not names & {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}, path
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "torch.load",
                "np.load",
                "numpy.load",
            ):
                calls.append({k.arg: ast.unparse(k.value) for k in node.keywords})
    assert len(calls) >= 2
    assert all(c.get("weights_only") == "True" or c.get("allow_pickle") == "False" for c in calls)
