"""The tree of the seals against RFC 9162, read slowly, and against its published test values."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from gongzhi.workflow.journal import merkle_path, merkle_root, merkle_verify

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
"""The inputs of the reference implementation of certificate transparency."""

ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Its roots of the first 0, 1, … 8 of them."""


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def split(count: int) -> int:
    """The largest power of two below ``count``."""
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def slow_root(leaves: list[bytes]) -> bytes:
    """MTH, section 2.1.1, word by word."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0])
    k = split(len(leaves))
    return sha256(b"\x01" + slow_root(leaves[:k]) + slow_root(leaves[k:]))


def slow_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH, section 2.1.3.1, word by word."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*slow_path(index, leaves[:k]), slow_root(leaves[k:])]
    return [*slow_path(index - k, leaves[k:]), slow_root(leaves[:k])]


def root_from(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root to which a path leads, from the definition of PATH."""
    if size == 1:
        assert path == []
        return sha256(b"\x00" + leaf)
    k = split(size)
    if index < k:
        return sha256(b"\x01" + root_from(leaf, index, k, path[:-1]) + path[-1])
    return sha256(b"\x01" + path[-1] + root_from(leaf, index - k, size - k, path[:-1]))


def test_the_roots_are_the_published_ones() -> None:
    assert [merkle_root(LEAVES[:count]).hex() for count in range(9)] == list(ROOTS)
    assert [slow_root(LEAVES[:count]).hex() for count in range(9)] == list(ROOTS)


def test_every_tree_and_proof_up_to_40_leaves_is_as_the_rfc_says() -> None:
    leaves = [bytes([i]) * 32 for i in range(40)]
    for size in range(1, 41):
        some = leaves[:size]
        assert merkle_root(some) == slow_root(some)
        for index in range(size):
            path = merkle_path(some, index)
            assert path == slow_path(index, some)
            assert root_from(some[index], index, size, path) == merkle_root(some)
            assert merkle_verify(some[index], index, size, path, merkle_root(some))


@given(
    leaves=st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70, unique=True),
    data=st.data(),
)
def test_a_proof_proves_its_own_leaf_only(leaves: list[bytes], data: st.DataObject) -> None:
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    root, path = merkle_root(leaves), merkle_path(leaves, index)
    assert merkle_verify(leaves[index], index, size, path, root)
    another = data.draw(st.integers(-1, size))
    if another != index:
        assert not merkle_verify(leaves[index], another, size, path, root)
    assert not merkle_verify(sha256(leaves[index]), index, size, path, root)
    assert not merkle_verify(leaves[index], index, size, path, sha256(root))
    assert not merkle_verify(leaves[index], index, size, [*path, root], root)
    if path:
        assert not merkle_verify(leaves[index], index, size, path[:-1], root)
        changed = data.draw(st.integers(0, len(path) - 1))
        forged = [sha256(node) if i == changed else node for i, node in enumerate(path)]
        assert not merkle_verify(leaves[index], index, size, forged, root)
