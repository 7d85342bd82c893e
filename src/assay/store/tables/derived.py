"""Derived tables: what `assay.store.derived.rebuild` makes again from the ledger, nothing more."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from assay.store.tables.metadata import METADATA, STRICT, octets, text, whole

DOCUMENT_LATEST = Table(
    "document_latest",
    METADATA,
    text("kind"),
    text("name"),
    whole("seq"),
    whole("position"),
    text("version"),
    whole("versions"),
    PrimaryKeyConstraint("kind", "name"),
    **STRICT,
)
"""The newest version of each document, and how many versions it has."""

TREE_NODE = Table(
    "tree_node",
    METADATA,
    whole("level"),
    whole("position"),
    octets("hash"),
    PrimaryKeyConstraint("level", "position"),
    **STRICT,
)
"""Roots of the complete subtrees of the log: level 0 is the leaves."""

SEGMENT_CONTENT = Table(
    "segment_content",
    METADATA,
    whole("seq"),
    whole("ordinal"),
    text("about"),
    text("version"),
    text("run", nullable=True),
    whole("rows"),
    PrimaryKeyConstraint("seq", "ordinal"),
    **STRICT,
)
"""What a segment is about: judge, judge version, run (for items: dataset name, dataset version, run)."""

SEGMENT_CONTENT_BY_ABOUT = Index("ix_segment_content_about", SEGMENT_CONTENT.c.about, SEGMENT_CONTENT.c.version)

DERIVED_TABLES = (DOCUMENT_LATEST, TREE_NODE, SEGMENT_CONTENT)
