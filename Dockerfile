# One image for every process of ours: `newswire` is the entrypoint, the arguments say which one.
FROM python:3.13-slim AS build
WORKDIR /build
# For the compiled twins (hatch_build.py); neither compiler nor headers come into the image.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/tools && python -m venv --without-pip /opt/newswire

COPY requirements.lock requirements-dev.lock ./
# The build backend comes from the dev lock, so that it is hashed like everything else; it stays out of the image.
RUN --mount=type=cache,target=/root/.cache/pip \
    awk '/^[a-z]/ { keep = /^(cython|hatchling|packaging|pathspec|pluggy|setuptools|trove-classifiers)==/ } keep' requirements-dev.lock > backend.lock \
    && /opt/tools/bin/pip install --disable-pip-version-check --require-hashes --no-deps -r backend.lock \
    && /opt/tools/bin/pip --python /opt/newswire/bin/python install --disable-pip-version-check --only-binary=:all: \
       --require-hashes --no-deps -r requirements.lock \
    && find /opt/newswire -type d -name tests -prune -exec rm -rf {} +

COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY sql sql
COPY worker worker
RUN --network=none /opt/tools/bin/python -m hatchling build -t wheel \
    && /opt/tools/bin/pip --python /opt/newswire/bin/python install --no-index --no-deps dist/*.whl


FROM python:3.13-slim
# A line of our own: slim images differ in whether they have useradd.
RUN echo 'newswire:x:10001:10001::/tmp:/usr/sbin/nologin' >> /etc/passwd
COPY --from=build /opt/newswire /opt/newswire
# The root filesystem is read-only when it runs; bytecode was written by pip.
ENV PATH=/opt/newswire/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp
USER 10001:10001
WORKDIR /tmp
# docker compose build --build-arg REVISION=$(git rev-parse HEAD); a test holds the version to that of the package
ARG VERSION=0.1.0 REVISION=unknown
LABEL org.opencontainers.image.title="Newswire" \
      org.opencontainers.image.description="Feeds in, clean tagged articles out of Postgres, nothing lost, nothing doubled." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
ENTRYPOINT ["newswire"]
CMD ["--help"]
