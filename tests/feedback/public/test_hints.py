"""What hints at a denunciation, and what only sounds like one."""

from __future__ import annotations

import pytest

from feedback import hints


@pytest.mark.parametrize(
    "text",
    ["Tôi tố cáo ông A", "TỐ CÁO CÁN BỘ", "đơn tố\n cáo", "toi muon to cao ong A", "TO CAO"],
)
def test_a_denunciation_is_heard(text):
    assert hints.is_denunciation(text)


@pytest.mark.parametrize(
    "text",
    ["Cành cây to, cao che đèn", "Cây to cao gãy đổ ở hẻm", "tổ cao tuổi", "Rác nhiều", ""],
)
def test_a_tall_tree_is_not_a_denunciation(text):
    assert not hints.is_denunciation(text)


def test_a_complaint_against_a_decision_is_heard():
    assert hints.is_complaint("Tôi gửi đơn khiếu nại về đất")
    assert hints.is_complaint("khiếu nại quyết định xử phạt số 12")
    assert not hints.is_complaint("Bà con khiếu nại nhiều lần về mùi hôi")
