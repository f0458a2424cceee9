# What `make run OFFICE=ha-tinh-2026` does: the workbooks are made, those of the last month after the others were collected,
# so that it is seen who was late.
set -e
export GIAMNGHEO_CONFIG=examples/ha-tinh-2026/config
python -m tests.support.example_offices ha-tinh-2026 2026-01
giamngheo run --period 2026-01 --today 2026-01-21 --no-send
python -m tests.support.example_offices ha-tinh-2026 2026-02
exec giamngheo run --period 2026-02 --today 2026-02-27
