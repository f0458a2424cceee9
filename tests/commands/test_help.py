"""Help and what is said of a wrong call: Vietnamese to the last word, with the name that was perhaps meant."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from commands.app import command_line
from giamngheo import __version__
from tests.conftest import PROJECT

COMMANDS = command_line().commands
TYPERS_OWN = re.compile(
    r"<|\b(usage|options?|commands?|arguments?|show|install|default|required|range|the|and|this|stdout)\b|\*", re.I
)
SENTENCE = re.compile(r"[^\n]+ \(Mã GN-302\)\n")


def without_names(text):
    """The names of options and programs are nobody's language."""
    return re.sub(r"--[a-z-]+|config/[a-z.]+", "", text)


@pytest.mark.parametrize("asked", ["-h", "--help"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_vietnamese_to_the_last_word(giamngheo, command, asked):
    code, out, err = giamngheo(*filter(None, [command, asked]))
    assert (code, err) == (0, "")
    assert out.startswith(f"Cách dùng: giamngheo {command}".rstrip())
    assert "-h, --help" in out
    assert TYPERS_OWN.findall(without_names(out)) == []


def test_what_is_required_is_marked_and_shown_in_the_use(giamngheo):
    out = giamngheo("reopen", "--help")[1]
    assert out.splitlines()[0] == "Cách dùng: giamngheo reopen KỲ --why LÝ_DO [TÙY_CHỌN]"
    assert re.search(r"--why LÝ_DO .*\[bắt buộc\]", out)
    assert re.search(r"--why LÝ_DO .*\[bắt buộc\]", giamngheo("extend", "--help")[1])


def test_a_bare_call_is_helped(giamngheo):
    assert giamngheo() == giamngheo("--help") == giamngheo("--")


def test_the_version_is_one_line(giamngheo):
    assert giamngheo("--version") == (0, f"giamngheo {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["stats"], "Không có lệnh «stats»; ý bạn là status?"),
        (["qqq"], "Không có lệnh «qqq». Xem giamngheo --help."),
        ([""], "Không có lệnh «»."),
        (["--foo"], "không có tùy chọn --foo."),
        (["-v"], "ý bạn là --version?"),
        (["--period", "2020-03", "status"], "--period viết sau tên lệnh"),
        (["--install-completion", "tcsh"], "bash, zsh, fish"),
        (["status"], "Thiếu --period KỲ (kỳ: 2020-03,"),
        (["explain", "--period", "2020-03"], "Thiếu CHỈ_TIÊU (mã chỉ tiêu hoặc số liệu, ví dụ insured_poor)."),
        (["check"], "Thiếu TỆP…"),
        (["reopen", "2020-01"], "Thiếu --why LÝ_DO (lý do mở lại"),
        (["status", "--perod", "2020-03"], "không có tùy chọn --perod; ý bạn là --period?"),
        (["status", "-p", "2020-03"], "ý bạn là --period?"),
        (["status", "--period"], "Sau --period thiếu KỲ"),
        (["status", "--period", "2020-03", "thừa", "2"], "Lệnh status không nhận thêm «thừa 2»"),
        (["status", "--period", "2020-03", "--json=yes"], "--json không nhận giá trị"),
        (["status", "–period", "2020-03"], "viết hai dấu trừ: --period."),
        (["up", "--port", "99999"], "Giá trị «99999» của --port không dùng được; phải là số nguyên từ 1 đến 65535."),
        (["up", "--port", "0"], "từ 1 đến 65535"),
        (["up", "--port", "tám"], "«tám»"),
        (["up", "--only", "sever"], "server, worker, watch"),
        (["report", "--period", "2020-03", "--out", "x", "--revision", "0"], "số nguyên từ 1 trở lên"),
    ],
)
def test_a_wrong_call_is_told_in_one_sentence(giamngheo, arguments, says):
    code, out, err = giamngheo(*arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert SENTENCE.fullmatch(err)
    assert TYPERS_OWN.findall(without_names(err)) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_what_it_does_not_know(giamngheo, command):
    needed = {"--period": "2020-01", "--unit": "18604", "--until": "2020-01-01", "--why": "x", "--out": "x"}
    needed |= {"--from": "2020-01", "--to": "2020-01"}
    given = [
        part for option in COMMANDS[command].itself.params if option.required for part in given_for(option, needed)
    ]
    too_much = {"check": ["--thừa"], "init": ["thư-mục", "thừa"]}.get(command, ["thừa"])
    for wrong in (["--tday", "2020-01-01"], ["--jsn"], too_much):
        code, out, err = giamngheo(command, *given, *wrong)
        assert (code, out) == (2, ""), wrong
        assert SENTENCE.fullmatch(err)


def given_for(parameter, values):
    return [parameter.opts[0], values[parameter.opts[0]]] if parameter.param_type_name == "option" else ["2020-01"]


def test_a_long_dash_within_a_text_is_a_text(giamngheo):
    """Only what looks like the name of an option was meant to be one."""
    assert "không nhận thêm" in giamngheo("status", "--period", "2020-01", "— xã bị ngập")[2]


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("giamngheo sta", {"status"}),
        ("giamngheo status --per", {"--period"}),
        ("giamngheo up --only w", {"worker", "watch"}),
    ],
)
def test_a_shell_is_told_what_may_follow(words, completed):
    asked = {"_GIAMNGHEO_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = subprocess.run(
        [sys.executable, "-m", "giamngheo"],
        env={**asked, "PATH": "/usr/bin"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert (set(done.stdout.split()), done.stderr) == (completed, "")


def test_completion_is_installed_for_the_shell_that_is_named(giamngheo, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    code, out, err = giamngheo("--install-completion", "bash")
    assert (code, err) == (0, "")
    script = tmp_path / ".bash_completions" / "giamngheo.sh"
    assert out == f"Đã ghi gợi ý cho bash vào {script}. Mở cửa sổ lệnh mới, gõ giamngheo rồi bấm phím Tab.\n"
    assert giamngheo("--show-completion", "bash")[1] == script.read_text(encoding="utf-8") + "\n"
