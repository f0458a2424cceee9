"""Programs to be measured: each is called as `python -m … FOLDER` and prints its figures, a line of JSON, at its end."""
