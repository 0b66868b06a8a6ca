"""What files can hang on. Each feature whose things have files adds its kind once, when it is imported."""

from __future__ import annotations

from typing import NamedTuple

FILES: dict[str, Kind] = {}


class Kind(NamedTuple):
    """Things that have files: whoever sees the thing (the select registered for `model`) sees its files."""

    name: str
    """What `Attachment.owner_kind` says; never changed once there are rows."""
    model: type
    most: int = 5
    pictures_only: bool = False


def hang_on(kind: Kind) -> None:
    """Things of this kind may have files. Their model has a key named `id` and a rule of `access.visible`."""
    FILES[kind.name] = kind
