"""Every column says which class of personal data it holds."""

from core.db import Base
from core.types import Encrypted


def test_every_column_has_a_class(shared_app):
    bare = []
    for mapper in Base.registry.mappers:
        model = mapper.class_
        for column in mapper.local_table.columns:
            if column.info.get("pii") not in ("S1", "S2", "S3") and getattr(model, "__pii__", None) != "S1":
                bare.append(f"{mapper.local_table.name}.{column.name}")
    assert not bare


def test_sensitive_columns_are_encrypted(shared_app):
    open_ones = [
        f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns
        if column.info.get("pii") == "S3" and not isinstance(column.type, Encrypted) and not column.name.endswith("_index")
    ]
    assert not open_ones


def test_an_encrypted_column_names_its_own_place(shared_app):
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Encrypted):
                assert column.type.place == f"{table.name}.{column.name}"


def test_foreign_keys_lead_an_index(shared_app):
    """Deleting or listing by a parent must not scan. References to accounts and stations, which are never deleted, may lack one."""
    lenient = {"stations.code", "accounts.id"}
    missing = []
    for table in Base.metadata.sorted_tables:
        leading = {next(iter(index.columns)).name for index in table.indexes} | {next(iter(table.primary_key.columns)).name}
        leading |= {next(iter(c.columns)).name for c in table.constraints if c.__class__.__name__ == "UniqueConstraint" and len(c.columns)}
        for column in table.columns:
            targets = {key.target_fullname for key in column.foreign_keys}
            if targets and not targets & lenient and column.name not in leading and not column.unique:
                missing.append(f"{table.name}.{column.name}")
    assert set(missing) <= {"audit_head.entry_id"}
