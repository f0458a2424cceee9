"""`giamngheo doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from commands.output import AsJson, Today, print_json
from commands.vietnamese_help import Command
from giamngheo.errors import ConfigurationError, GiamNgheoError, ServiceAway
from giamngheo.settings import PROJECT
from giamngheo.workplace import Workplace, open_workplace

_LEAST_FREE_GB = 1


def add_to(app: typer.Typer) -> None:
    app.command("doctor", cls=Command, help="Kiểm tra cài đặt, kho dữ liệu, thư mục dùng chung, máy chủ thư, Prefect.")(
        doctor
    )


def doctor(today: Today = "", as_json: AsJson = False) -> int:
    """Exit code: 0 all well, 2 the configuration is wrong, 3 a service is away."""
    results = list(_results(today))
    if as_json:
        print_json([{"check": name, "ok": error is None, "message": text} for name, text, error in results])
    else:
        for name, text, error in results:
            print(f"{'✔' if error is None else '✘'} {name}: {text}")
    return max((error.exit_code for _, _, error in results if error), default=0)


def _results(today: str) -> Iterator[tuple[str, str, GiamNgheoError | None]]:
    try:
        place = open_workplace(today)
    except GiamNgheoError as error:
        yield "Cấu hình", str(error), error
        return
    yield "Cấu hình", f"đọc được, {len(place.configuration.plan.indicator)} chỉ tiêu", None
    checks: list[tuple[str, Callable[[Workplace], str]]] = [
        ("Quy tắc kiểm tra", _rules),
        ("Phiên bản", _versions),
        ("Nơi lưu", _home),
        ("Kho dữ liệu", _warehouse),
        ("Thư mục dùng chung", _inbox),
        ("Máy chủ thư", _mail),
        ("Prefect", _prefect),
    ]
    for name, check in checks:
        try:
            yield name, check(place), None
        except GiamNgheoError as error:
            yield name, str(error), error


def _rules(place: Workplace) -> str:
    from expectations.judge import require_suites

    require_suites(place.configuration.form)
    return f"{len(place.configuration.form.rules)} quy tắc dùng được"


def _versions(_: Workplace) -> str:
    """What is installed against the lock."""
    from importlib.metadata import PackageNotFoundError, version

    from packaging.requirements import Requirement

    lock = PROJECT / "requirements.lock"
    if not lock.exists():
        return "không có requirements.lock để so"
    wrong, pins = [], 0
    for line in lock.read_text(encoding="utf-8").splitlines():
        text = line.split("#")[0].strip()
        pin = Requirement(text) if text else None
        if pin is None or (pin.marker and not pin.marker.evaluate()):
            continue
        pins += 1
        try:
            found = version(pin.name)
        except PackageNotFoundError:
            found = "chưa cài"
        if not pin.specifier.contains(found if found != "chưa cài" else "0", prereleases=True):
            wrong.append(f"{pin.name} {found} (cần {pin.specifier})")
    if wrong:
        raise ConfigurationError([f"khác requirements.lock: {', '.join(wrong)}. Chạy make install để cài lại."])
    return f"{pins} thư viện đúng như requirements.lock"


def _home(place: Workplace) -> str:
    home = place.settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=home):
            pass
    except OSError as error:
        raise ServiceAway(
            f"không ghi được vào {home} ({error.strerror}). Kiểm tra quyền ghi và GIAMNGHEO_HOME."
        ) from error
    free = shutil.disk_usage(home).free / 2**30
    if free < _LEAST_FREE_GB:
        raise ServiceAway(f"{home} chỉ còn {free:.1f} GB trống. Dọn ổ đĩa rồi chạy lại.")
    return f"{home}, còn {free:.0f} GB trống"


def _warehouse(place: Workplace) -> str:
    from giamngheo.warehouse.engine import HEAD

    return f"{place.warehouse.engine.url.render_as_string(hide_password=True)}, phiên bản {HEAD}"


def _inbox(place: Workplace) -> str:
    from upath import UPath

    from giamngheo.inbox import without_secret
    from giamngheo.units import folder_code

    root = UPath(place.settings.inbox)
    try:
        folders = [folder for folder in root.iterdir() if folder_code(folder.name)]
    except Exception as error:
        raise ServiceAway(
            f"không mở được «{without_secret(place.settings.inbox)}» ({type(error).__name__}). "
            "Kiểm tra ổ mạng, quyền đọc và GIAMNGHEO_INBOX."
        ) from error
    if isinstance(root, Path) and not os.access(root, os.R_OK | os.X_OK):
        raise ServiceAway(f"không có quyền đọc «{without_secret(place.settings.inbox)}». Xin cấp quyền đọc.")
    return f"«{without_secret(place.settings.inbox)}», {len(folders)} thư mục đơn vị"


def _mail(place: Workplace) -> str:
    """Connect, encrypt, log in; nothing is sent."""
    from giamngheo.mail.outbox import server_of
    from giamngheo.mail.post import connected

    if not place.settings.mail_host:
        return f"chưa cài máy chủ thư; thư được giữ tại {place.settings.letters}"
    with connected(server_of(place.settings)):
        return f"{place.settings.mail_host}:{place.settings.mail_port}, {place.settings.mail_tls}, đăng nhập được"


def _prefect(_: Workplace) -> str:
    from commands.server import answers

    address: Any = os.environ.get("PREFECT_API_URL")
    if not address:
        return "không trỏ tới máy chủ nào (PREFECT_API_URL); mỗi lần chạy dùng một máy chủ tạm"
    if not answers(address):
        raise ServiceAway(f"máy chủ {address} không trả lời. Khởi động máy chủ Prefect hoặc sửa PREFECT_API_URL.")
    return f"{address} trả lời"
