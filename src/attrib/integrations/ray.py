"""Ray Data: ``dataset.map_batches(AttribActor, ...)``, with models that are loaded once a worker (extra ``ray``).

>>> import ray  # doctest: +SKIP
>>> articles = ray.data.read_parquet("articles/")  # doctest: +SKIP
>>> found = articles.map_batches(  # doctest: +SKIP
...     AttribActor,
...     fn_constructor_kwargs={"text": "body", "keep": ["url"]},
...     compute=ray.data.ActorPoolStrategy(size=8),
...     batch_size=64,
...     batch_format="pyarrow",
... )
>>> found.write_parquet("found/")  # doctest: +SKIP

Each worker takes one core, as Ray gives it and as torch uses it in attrib. Any batch format will do; with ``"pyarrow"`` the
columns that are kept keep their types.
"""

from __future__ import annotations

from attrib.integrations.frames import BatchExtractor


class AttribActor(BatchExtractor):
    """A ``BatchExtractor`` under the name that Ray's progress bars and errors show; it takes the same arguments."""
