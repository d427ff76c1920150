"""Ray Data: ``dataset.map_batches(AttribActor, ...)``, with models that are loaded once a worker (extra ``ray``).

>>> import ray  # doctest: +SKIP
>>> articles = ray.data.read_parquet("articles/")  # doctest: +SKIP
>>> found = articles.repartition(target_num_rows_per_block=1000).map_batches(  # doctest: +SKIP
...     AttribActor,
...     fn_constructor_kwargs={"text": "body", "keep": ["url"]},
...     compute=ray.data.ActorPoolStrategy(size=7),
...     batch_size=64,
...     batch_format="pyarrow",
... )
>>> found.write_parquet("found/")  # doctest: +SKIP

A worker takes a core, and so do Ray's tasks that read and write: a pool of as many workers as there are cores waits for ever for
its first batch, one fewer does not. Ray's blocks are up to 128 MB, hours of work for one worker; smaller ones are shared better.
Any batch format will do; with ``"pyarrow"`` the columns that are kept keep their types.
"""

from __future__ import annotations

from attrib.integrations.frames import BatchExtractor


class AttribActor(BatchExtractor):
    """A ``BatchExtractor`` under the name that Ray's progress bars and errors show; it takes the same arguments."""
