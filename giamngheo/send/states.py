"""What becomes of a letter, in words."""

from __future__ import annotations

_STATES = {
    "waiting": "Chưa gửi",
    "sending": "Không chắc đã đến",
    "sent": "Đã gửi",
    "deferred": "Máy chủ thư hẹn gửi lại",
    "refused": "Bị từ chối",
    "withdrawn": "Không còn là nơi nhận",
}


def delivery_state(state: str) -> str:
    return _STATES.get(state, state)
