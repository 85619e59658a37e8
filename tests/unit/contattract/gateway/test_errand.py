# SPDX-License-Identifier: MIT
"""What the gateway's keeper asks about in a round (CNT-17)."""

from wuxing.contattract.post.gateway import _POKES, Errand


def test_next__more_subjects_than_a_round_takes__each_in_its_turn():
    """Nobody at the end of the list is forgotten, also when the list becomes shorter."""
    subjects = list(range(2 * _POKES + 1))
    errand = Errand(None, "news", "poke", lambda: subjects)
    rounds = [errand.next() for _ in range(3)]
    assert rounds == [subjects[:_POKES], subjects[_POKES:-1], [subjects[-1], *subjects[: _POKES - 1]]]
    del subjects[5:]
    assert sorted(errand.next()) == subjects
    subjects.clear()
    assert errand.next() == [] == errand.next()
