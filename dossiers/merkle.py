"""A Merkle tree over dossiers that is kept while a few of its leaves change. Pure.

Gives the same root as `dossiers.chain.merkle_root` over all leaves in the order of the dossiers'
ids, at the cost of the changed leaves only: so every night of many years can be checked.
"""

from bisect import bisect_left
from collections.abc import Mapping

from dossiers.chain import GENESIS, above


class Tree:
    """The leaves by dossier id, and every level of nodes above them."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._levels: list[list[bytes]] = [[]]

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def root(self) -> str:
        return self._levels[-1][0].hex() if self._ids else GENESIS

    def put(self, leaves: Mapping[int, bytes]) -> None:
        """Set the leaves of some dossiers, old ones and new ones."""
        fresh = sorted(dossier_id for dossier_id in leaves if not self._holds(dossier_id))
        if fresh and self._ids and fresh[0] < self._ids[-1]:
            self._rebuild(leaves)
            return
        self._ids += fresh
        bottom = self._levels[0]
        bottom += [b""] * len(fresh)
        changed = {bisect_left(self._ids, dossier_id) for dossier_id in leaves}
        for dossier_id, leaf in leaves.items():
            bottom[bisect_left(self._ids, dossier_id)] = leaf
        self._climb(changed)

    def _holds(self, dossier_id: int) -> bool:
        place = bisect_left(self._ids, dossier_id)
        return place < len(self._ids) and self._ids[place] == dossier_id

    def _rebuild(self, leaves: Mapping[int, bytes]) -> None:
        """A new dossier between old ones moves all that come after it."""
        everything = dict(zip(self._ids, self._levels[0], strict=True)) | dict(leaves)
        self._ids, self._levels = [], [[]]
        self.put(everything)

    def _climb(self, changed: set[int]) -> None:
        height = 0
        while len(self._levels[height]) > 1:
            below = self._levels[height]
            height += 1
            if height == len(self._levels):
                self._levels.append([])
            level = self._levels[height]
            level += [b""] * ((len(below) + 1) // 2 - len(level))
            changed = {place // 2 for place in changed}
            for place in changed:
                level[place] = above(below[2 * place : 2 * place + 2])
