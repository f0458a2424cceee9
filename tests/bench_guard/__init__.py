"""What must not get slower without anybody noticing, as ratios of processor time measured side by side: seconds of a machine say
nothing about the product. `python -m tests.bench_guard` measures, `--record` writes `record.toml` anew."""
