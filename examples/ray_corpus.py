"""A corpus on every core of a Ray cluster: ``python examples/ray_corpus.py [DOCUMENTS] [WORKERS]`` (extra ``ray``).

Short news items are made up from templates and written as Parquet, as an archive would lie there. Ray Data reads them, hands
batches to workers that each hold the models, and writes what these find as Parquet again. ``RAY_ADDRESS`` names a cluster;
without it Ray starts one on this machine. A worker takes a core; one core is left to reading and writing.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import ray

from attrib.integrations.ray import AttribActor

NAMES = [
    f"{first} {last}" for first in ("Ada", "Karim", "Tove", "Luis") for last in ("Lund", "Okafor", "Reyes")
]
ROLES = [
    "mayor",
    "head of the water board",
    "union leader",
    "spokeswoman for the builders",
    "bishop",
    "minister",
]
PLACES = ["Port Ellery", "Oster", "Kalvik", "San Bruno Bay"]
PLANS = [
    "close the old bridge",
    "sell the town hall",
    "raise the price of water",
    "plant four thousand trees",
]
OPENINGS = [
    "{place} will {plan} before the winter, {name}, the {role}, said on {day}.",
    "Nobody in {place} wanted to {plan}. On {day} the {role}, {name}, announced that it would happen all the same.",
    "“We have to {plan},” {name} told reporters in {place} on {day}. “There is no other way.”",
]
MIDDLES = [
    "“I have read every letter,” the {role} added, “and I understand the anger.”",
    "According to a report of forty pages, the work costs less than a year of repairs.",
    "The plan was first discussed three years ago. Since then two committees have met and parted without a vote.",
    "A group of shopkeepers claimed that the figures were wrong. They asked who would pay for lost trade.",
    "The road to the harbour was wet, and the ferry left an hour late.",
]
ENDINGS = [
    "{other} denied that the council had been asked. “It was never on the table,” {other_last} said.",
    "{other} suggested that the town should wait, and promised to vote against it.",
    "“Who believes that?” asked {other}, whose family has lived there for a century.",
]


def article(random: Random) -> str:
    """A made-up item of some sixty words."""
    name, other = random.sample(NAMES, 2)
    words = {
        "name": name, "other": other, "other_last": other.split()[-1], "role": random.choice(ROLES),
        "place": random.choice(PLACES), "plan": random.choice(PLANS), "day": random.choice(["Monday", "Friday"]),
    }  # fmt: skip
    paragraphs = [random.choice(OPENINGS), *random.sample(MIDDLES, 2), random.choice(ENDINGS)]
    return "\n\n".join(paragraphs).format(**words)


def write_archive(texts: list[str], folder: Path) -> None:
    """The texts as Parquet files with an address each."""
    folder.mkdir()
    for at in range(0, len(texts), 500):
        part = texts[at : at + 500]
        urls = [f"https://example.org/{i}" for i in range(at, at + len(part))]
        pq.write_table(pa.table({"url": urls, "body": part}), folder / f"{at:06}.parquet")


def find(archive: Path, found: Path, workers: int) -> None:
    """Read, find and write as a stream: no more than a few blocks of either are held."""
    articles = ray.data.read_parquet(str(archive))
    # Ray makes blocks of up to 128 MB, hours of work for one worker while the others wait: smaller ones are shared.
    articles = articles.repartition(target_num_rows_per_block=200)
    articles.map_batches(
        AttribActor,
        fn_constructor_kwargs={"text": "body", "keep": ["url"]},
        compute=ray.data.ActorPoolStrategy(size=workers),
        batch_size=64,
        batch_format="pyarrow",
    ).write_parquet(str(found))


def main(documents: int = 3000, workers: int = 0) -> None:
    """Write the corpus, read it on the cluster and tell what was found, and how fast."""
    random = Random(1)
    texts = [article(random) for _ in range(documents)]
    ray.init(log_to_driver=False)
    cores = int(ray.cluster_resources()["CPU"])
    workers = workers or cores - 1
    if not 0 < workers < cores:  # they would wait for each other for ever
        sys.exit(f"{workers} workers on {cores} cores: leave a core to reading and writing")
    with tempfile.TemporaryDirectory() as folder:
        archive, found = Path(folder, "archive"), Path(folder, "found")
        write_archive(texts, archive)
        start = time.perf_counter()
        find(archive, found, workers)
        seconds = time.perf_counter() - start
        rows = pq.read_table(found)

    words = sum(len(text.split()) for text in texts)
    print(
        f"{documents} documents, {words} words; {workers} workers, {seconds:.0f} s: {words / seconds:.0f} words/s"
    )
    rows = rows.filter(rows["id"].is_valid())  # a document without attributions has an empty row
    print(f"{len(rows)} attributions in {len(rows['url'].unique())} documents")
    speakers = rows["speaker"].drop_null().value_counts().to_pylist()
    for speaker in sorted(speakers, key=lambda s: (-s["counts"], s["values"]))[:10]:
        print(f"{speaker['counts']:6d}  {speaker['values']}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
