# SPDX-License-Identifier: MIT
"""CabinetLog.verify and root_at (XZ-5)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuxing import merkle


def test_verify__every_record_of_a_batch__is_proven(xz, token, append, tree):
    append()
    for index in range(5):
        leaf = merkle.leaf(index, f"sale {index}".encode())
        assert xz.log.verify(token, 0, leaf, tree.proof(index))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(st.binary(max_size=40), min_size=1, max_size=40), data=st.data())
def test_verify__any_batch__proves_its_records_only(xz, engine, token, append, records, data):
    with engine.anchor():
        tree = merkle.Tree.of(records)
        append(root=tree.root, records=len(records))
        index = data.draw(st.integers(0, len(records) - 1))
        assert xz.log.verify(token, 0, merkle.leaf(index, records[index]), tree.proof(index))
        assert not xz.log.verify(token, 0, merkle.leaf(index, records[index] + b"!"), tree.proof(index))


@pytest.mark.parametrize("wrong", ["record", "index", "proof", "other batch"])
def test_verify__not_in_the_batch__is_false(xz, token, append, tree, wrong):
    append()
    append(root=merkle.Tree.of([b"a visit"]).root)
    index, record, proof, batch = 2, b"sale 2", tree.proof(2), 0
    if wrong == "record":
        record = b"sale 2, dearer"
    elif wrong == "index":
        index = 3
    elif wrong == "proof":
        proof = proof[:-1]
    else:
        batch = 1
    assert xz.log.verify(token, 0, merkle.leaf(2, b"sale 2"), tree.proof(2))
    assert not xz.log.verify(token, batch, merkle.leaf(index, record), proof)


def test_verify__unknown_batch__reverts(xz, engine, token, append, tree):
    append()
    for call in (lambda: xz.log.verify(token, 1, tree.root, []), lambda: xz.log.root_at(token, 1)):
        with engine.reverts("CabinetLog: unknown batch"):
            call()


def test_constructor__no_nft__reverts(engine, owner):
    with engine.reverts("CabinetLog: nft is zero"):
        engine.deploy("CabinetLog", "0x" + "00" * 20, sender=owner)
