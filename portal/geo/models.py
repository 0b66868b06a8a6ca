"""Where postcodes lie, the same for all networks: everybody reads, only the owner writes."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Double, Text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.registry import ControlBase


class Postcode(ControlBase):
    """The middle of a postcode: Dutch ones as "5701" or "5701AB", whichever the imported file has."""

    __tablename__ = "postcode"
    __table_args__ = (
        CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name="position"),
        {"schema": "shared"},
    )
    country: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    lat: Mapped[float] = mapped_column(Double)
    lon: Mapped[float] = mapped_column(Double)
    place: Mapped[str] = mapped_column(Text)
