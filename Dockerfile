# The page of logscan for a team: behind a token, nothing kept. See docs/web.md.
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN pip wheel --no-cache-dir --wheel-dir /wheels ".[web]"

FROM python:3.13-slim
RUN --mount=from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-compile --no-index --find-links=/wheels "logscan[web]" \
    && useradd --system --no-create-home logscan
USER logscan
ENV PORT=10000 PYTHONUNBUFFERED=1
EXPOSE 10000
# LOGSCAN_TOKEN must be set: without it the server does not start.
# `exec` hands SIGTERM to the server itself.
CMD ["sh", "-c", "exec logscan web --host 0.0.0.0 --port \"$PORT\" --no-open"]
