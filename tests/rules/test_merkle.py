"""The tree that is kept gives the root of the tree that is made anew."""

from hypothesis import given
from hypothesis import strategies as st

from dossiers.chain import GENESIS, leaf, merkle_root
from dossiers.merkle import Tree

NIGHTS = st.lists(st.dictionaries(st.integers(1, 60), st.integers(1, 9), max_size=12), max_size=8)


@given(NIGHTS)
def test_same_root_as_made_anew(nights: list[dict[int, int]]) -> None:
    tree, heads = Tree(), dict[int, bytes]()
    for night in nights:
        changed = {number: leaf(number, seq, GENESIS) for number, seq in night.items()}
        heads |= changed
        tree.put(changed)
        assert tree.root == merkle_root([heads[number] for number in sorted(heads)])
        assert len(tree) == len(heads)


def test_every_leaf_and_its_place_count() -> None:
    leaves = [leaf(number, 1, GENESIS) for number in range(1, 6)]
    root = merkle_root(leaves)
    assert merkle_root(leaves[::-1]) != root
    assert merkle_root(leaves[:-1]) != root
    assert merkle_root([*leaves[:-1], leaf(5, 2, GENESIS)]) != root
    assert merkle_root([*leaves, leaves[-1]]) != root
