#!/bin/sh
# Superset, ready: its own tables as its version wants them, our account and content, then the server.
# Usage: start.sh ADDRESS PORT
set -eu
here=$(dirname "$0")

superset db upgrade
superset init
python "$here/prepare.py" "$here/content"
exec gunicorn --bind "$1:$2" --workers 1 --worker-class gthread --threads 20 --timeout 120 --worker-tmp-dir /tmp \
  --access-logfile - --error-logfile - --limit-request-line 0 --limit-request-field_size 0 "superset.app:create_app()"
