"""What each speaker says, and how the text refers to them: ``python examples/group_by_speaker.py [FILE]``."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import attrib

path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("article.txt")
result = attrib.extract(path.read_text(encoding="utf8"))

said: defaultdict[str, list[attrib.Attribution]] = defaultdict(list)
for a in result:
    for speaker in a.speakers:
        said[speaker.entity.id if speaker.entity else speaker.name].append(a)

names = {entity.id: entity for entity in result.speakers}
for key, attributions in said.items():
    entity = names.get(key)
    if entity:
        print(f"{entity.name} ({entity.kind.lower()})")
        print("  referred to as:", ", ".join(dict.fromkeys(m.text for m in entity.mentions)))
        if entity.roles:
            print("  roles:", ", ".join(entity.roles))
    else:
        print(key)
    for a in attributions:
        print(f"  {a.stance.act.lower()}, {a.stance.polarity.lower()}: {a.content.text}")
