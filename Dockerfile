# The product alone: no compiler, no test, no developer's service. One image serves web, worker, clock
# and the commands; fly.toml says which command each machine runs.

FROM python:3.13-slim-trixie AS build
WORKDIR /build
COPY config/requirements/tools.txt config/requirements/run.txt ./
RUN pip install --no-cache-dir --require-hashes -r tools.txt \
 && uv venv /venv \
 && uv pip install --no-cache --python /venv/bin/python --no-deps --require-hashes --compile-bytecode -r run.txt
WORKDIR /app
COPY config config
COPY tenants tenants
COPY portal portal
COPY templates templates
COPY worker.py ./
RUN if ls portal/translations/*/LC_MESSAGES/*.po >/dev/null 2>&1; then \
      /venv/bin/python -m babel.messages.frontend compile --directory=portal/translations; fi \
 && /venv/bin/python -m compileall -q config tenants portal worker.py

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin portal
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    GRANIAN_INTERFACE=wsgi \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8080 \
    GRANIAN_WORKERS=2 \
    GRANIAN_BLOCKING_THREADS=2 \
    GRANIAN_WEBSOCKETS=false \
    GRANIAN_LOG_CONFIG=config/granian.json \
    GRANIAN_RESPAWN_FAILED_WORKERS=true \
    GRANIAN_WORKERS_KILL_TIMEOUT=25
USER portal
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["python", "-m", "granian", "portal.wsgi:app"]
