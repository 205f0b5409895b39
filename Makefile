# Works with any make from 3.81 on (macOS has that one). Needs Python 3.11 or newer and nothing else.

# Whoever names a Python gets it; else `.venv` may get a faster one of the same version.
ifdef PYTHON
EXACTLY := --exactly
else
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
endif
PY := .venv/bin/python
# A shell that forbids bytecode would make each start compile every library again.
unexport PYTHONDONTWRITEBYTECODE
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test lint types migrate assets bench bench-large proof pictures guide setup setup-dev browser

help: ## Danh sách các lệnh
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: setup ## Chạy cả hệ thống trên máy này (PORT=8000, DATA_DIR=var, DEMO=1)
	@exec $(PY) -m launch

# mypy keeps one core busy, and the other makes the assets and finds a browser meanwhile.
test: setup-dev ## Kiểm tra mã và chạy toàn bộ bộ kiểm thử
	@$(MAKE) --no-print-directory -j2 lint types assets browser
	@$(PY) -m pytest -n $(WORKERS) $(TESTS)

lint: setup-dev ## Kiểm tra cách viết mã (ruff)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: setup-dev ## Kiểm tra kiểu (mypy)
	@$(PY) -m mypy

migrate: setup ## Nâng cấp lược đồ của cơ sở dữ liệu ở DATABASE_URL
	@$(PY) -m flask --app wsgi db upgrade

assets: setup ## Dựng CSS, JavaScript và phông chữ vào static/
	@$(PY) -m launch.assets

bench: setup-dev assets ## Đo tốc độ, in số liệu
	@$(PY) -m bench

bench-large: setup-dev assets ## Đo bàn làm việc và tìm kiếm ở 1.000.000 hồ sơ
	@$(PY) -m bench large

proof: setup-dev assets ## Thử thách dài: 10.000 biểu mẫu sai, 304 lần ngắt tiến trình (40 phút)
	@FUZZ_INPUTS=10000 $(PY) -m pytest -q -s tests/test_form_fuzz.py
	@for seed in $$(seq 1 16); do \
		echo "KILL_SEED=$$seed"; KILL_ROUNDS=2 KILL_SEED=$$seed $(PY) -m pytest -q tests/test_kill.py || exit 1; \
	done

guide: setup-dev assets browser ## Viết lại docs/guide/ với ảnh mới
	@$(PY) -m tests.browser.guide

pictures: setup-dev assets browser ## Chụp lại các ảnh trong docs/pictures/
	@$(PY) -m tests.browser.pictures

browser: setup-dev
	@$(PY) -m launch.browser

setup:
	@$(if $(PYTHON),,echo "Cần Python 3.11 trở lên: hãy cài Python mới rồi chạy lại." >&2; exit 1;) \
	$(PYTHON) launch/bootstrap.py $(EXACTLY) requirements.txt

setup-dev: setup
	@$(PYTHON) launch/bootstrap.py $(EXACTLY) requirements-dev.txt
