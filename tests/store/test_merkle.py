"""Trees and proofs against RFC 6962.

The leaves and roots are the reference vectors of Certificate Transparency (google/certificate-transparency,
cpp/merkletree/merkle_tree_test.cc, and transparency-dev/merkle, testonly/constants.go), Apache-2.0, typed in.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.store.merkle import (
    EMPTY_ROOT,
    complete_subtrees,
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    joined,
    leaf_hash,
    node_hash,
    proves_consistency,
    proves_inclusion,
    tree_root,
)

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree_root([]) == EMPTY_ROOT == joined([])


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert tree_root(HASHES[:size]).hex() == ROOTS[size - 1]


def test_the_inclusion_proof_of_the_first_of_eight_leaves_is_that_of_certificate_transparency() -> None:
    assert [step.hex() for step in inclusion_proof(HASHES, 0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]


def test_the_consistency_proof_from_six_to_eight_leaves_is_that_of_certificate_transparency() -> None:
    assert [step.hex() for step in consistency_proof(HASHES, 6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(bytes([number])) for number in range(size)]


@given(st.integers(1, 70), st.data())
def test_an_inclusion_proof_holds_for_its_leaf_and_for_no_other(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(leaves, index), tree_root(leaves)
    assert proves_inclusion(leaves[index], index, size, proof, root)
    assert not proves_inclusion(leaf_hash(b"other"), index, size, proof, root)
    other = data.draw(st.integers(-1, size))
    assert proves_inclusion(leaves[index], other, size, proof, root) == (other == index)
    assert not proves_inclusion(leaves[index], index, size, (*proof, root), root)
    if proof:
        assert not proves_inclusion(leaves[index], index, size, proof[:-1], root)


@given(st.integers(1, 70), st.data())
def test_a_consistency_proof_holds_between_its_two_trees_and_no_others(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    first = data.draw(st.integers(1, size))
    proof, root, before = consistency_proof(leaves, first), tree_root(leaves), tree_root(leaves[:first])
    assert proves_consistency(first, before, size, root, proof)
    rewritten = [leaf_hash(b"rewritten"), *leaves[1:]]
    assert not proves_consistency(first, tree_root(rewritten[:first]), size, root, proof)
    assert not proves_consistency(first, before, size, tree_root(rewritten), proof)
    assert not proves_consistency(first, before, size, root, (*proof, root))
    assert not proves_consistency(first + size, before, size, root, proof)


@given(st.integers(1, 300), st.data())
def test_ranges_of_proofs_are_made_of_complete_subtrees(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(number.to_bytes(2, "big")) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    for start, stop in (*inclusion_ranges(index, size), *consistency_ranges(index + 1, size), (0, size)):
        subtrees = complete_subtrees(start, stop)
        roots = [tree_root(leaves[place << level : (place + 1) << level]) for level, place in subtrees]
        assert joined(roots) == tree_root(leaves[start:stop])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no leaf"):
        inclusion_ranges(index, size)


@pytest.mark.parametrize(("first", "size"), [(0, 3), (4, 3)])
def test_there_is_no_proof_between_trees_that_do_not_follow(first: int, size: int) -> None:
    with pytest.raises(ValueError, match="no proof leads"):
        consistency_ranges(first, size)
    assert not proves_consistency(first, EMPTY_ROOT, size, EMPTY_ROOT, ())


def test_an_empty_proof_proves_nothing_between_different_sizes() -> None:
    assert not proves_consistency(3, tree_root(HASHES[:3]), 8, tree_root(HASHES), ())


def test_leaves_and_nodes_hash_apart() -> None:
    assert leaf_hash(HASHES[0] + HASHES[1]) != node_hash(HASHES[0], HASHES[1])
