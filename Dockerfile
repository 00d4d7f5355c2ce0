# One image for every process; which one it is, its command says.
FROM python:3.13-slim AS build
RUN python -m venv /opt/namedrop
WORKDIR /src
COPY requirements-image.lock .
RUN /opt/namedrop/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements-image.lock
COPY pyproject.toml README.md LICENSE ./
COPY monitor monitor
COPY api api
COPY workers workers
COPY migrations migrations
RUN /opt/namedrop/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin namedrop
COPY --from=build /opt/namedrop /opt/namedrop
ENV PATH=/opt/namedrop/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
CMD ["namedrop", "--help"]
