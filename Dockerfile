# The project with exactly the libraries of requirements.lock. Build: docker compose build
FROM python:3.11.14-slim-bookworm AS libraries

WORKDIR /opt/giamngheo
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.lock

# What is in the image, each library with version and licence (CycloneDX): for whoever has to answer where one is used.
FROM libraries AS parts
COPY requirements-dev.lock ./
RUN python -m venv /parts \
    && /parts/bin/pip install --no-cache-dir --disable-pip-version-check -c requirements-dev.lock cyclonedx-bom \
    && /parts/bin/cyclonedx-py environment --output-reproducible --output-file /sbom.cdx.json /usr/local/bin/python

FROM libraries
COPY --from=parts /sbom.cdx.json ./

# Editable: the program finds config/ and examples/ beside its own packages, as in a clone.
COPY pyproject.toml README.md ./
COPY giamngheo giamngheo
COPY expectations expectations
COPY tasks tasks
COPY flows flows
COPY commands commands
COPY config config
COPY examples examples
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --editable . \
    && python -m compileall -q giamngheo expectations tasks flows commands

# The folders belong to the user, so that new volumes laid over them do too.
RUN useradd --uid 10001 --user-group --home-dir /var/lib/giamngheo --create-home --shell /usr/sbin/nologin giamngheo \
    && install -d -o giamngheo -g giamngheo /inbox
USER 10001:10001

ENV TZ=Asia/Ho_Chi_Minh \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    GIAMNGHEO_HOME=/var/lib/giamngheo \
    GIAMNGHEO_INBOX=/inbox
# Which service a container is, and how its health is seen, stands in docker-compose.yml.
HEALTHCHECK NONE
CMD ["giamngheo", "--help"]
