# The commands of the house; `make` alone lists them. Needs Python 3.11 or newer with its venv module.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

PREPARE = @command -v "$(PYTHON)" >/dev/null 2>&1 || { echo "Python 3.11 or newer is needed, and there is no $(PYTHON): install it (Debian: apt install python3 python3-venv)." >&2; exit 1; }; \
	"$(PYTHON)" hub/devserver/install.py "$(VENV)"
WITH_DEVELOPMENT = $(PREPARE) requirements.txt requirements-dev.txt
# Exit code 5 says that a part holds no test.
OR_NONE = || [ $$? -eq 5 ]
# As in production, with nothing of this machine.
AS_IN_PRODUCTION = env -u DATABASE_URL -u REDIS_URL -u DEBUG SITE_ADDRESS=https://hub.example.org VAR_DIR=var/check \
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	OPERATOR_NAME="An operator" OPERATOR_ADDRESS="1 Example Street" OPERATOR_FUNDING="Nobody: volunteers run it." \
	CONTACT_EMAIL=contact@hub.example.org DATA_LICENCE="CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"

.PHONY: help up sandbox test test-fast test-slow drill test-all coverage check check-quick bench bench-large lock sbom audit image messages pictures

help:
	@echo "make up          start the whole site and print its address"
	@echo "make sandbox     start a site to practise on, which puts itself back"
	@echo "make test        run the tests on PostgreSQL, the database's on SQLite, and the journeys"
	@echo "make test-slow   run the fault and soak tests"
	@echo "make drill       run the fault tests whole, for hours, and print their table"
	@echo "make test-all    run the tests on every installed Python from 3.11 to 3.14"
	@echo "make coverage    which branches the tests take, by room"
	@echo "make check       style, types, import layers, migrations, deployment, security"
	@echo "make check-quick the part of it that takes seconds"
	@echo "make bench       measure; one part with PART=search, beside an earlier run with BASE=bench.json"
	@echo "make bench-large measure with a million records"
	@echo "make lock        pin the packages of requirements*.in again"
	@echo "make sbom        write what the product is made of to var/sbom.json (CycloneDX)"
	@echo "make audit       ask whether a pinned package has a known weakness"
	@echo "make image       build the container image with docker or podman"
	@echo "make messages    collect the texts to translate"
	@echo "make pictures    take the README's pictures again"

up:
	$(PREPARE) requirements.txt
	@exec $(BIN)/python manage.py up

# With second people and factors as in life, on a port and in a folder of its own.
sandbox:
	$(PREPARE) requirements.txt
	@SANDBOX=1 TWO_PEOPLE=1 VAR_DIR="$${VAR_DIR:-var/sandbox}" PORT="$${PORT:-8010}" \
		exec env -u DATABASE_URL $(BIN)/python manage.py sandbox

# About half of the tests on PostgreSQL, by time; a folder that is not named here is in the other half.
HALF = tests/catalogue tests/events tests/hub/digests tests/hub/global_search tests/hub/lists tests/hub/pages $(wildcard tests/test_*.py)
ONE_HALF = $(HALF) -m "not slow and not journey"
OTHER_HALF = $(HALF:%=--ignore=%) -m "not slow and not journey" -p no:cacheprovider

# The files in which a test has one of these marks: to read the others takes half a minute.
FILES_OF = $(sort $(shell grep -rlE "mark\.($(1))\b" tests --include="test_*.py"))

# The journeys in two parts, by the alphabet: the second walks while the machine would have little else to do.
JOURNEYS = $(BIN)/python -m pytest -p no:cacheprovider -m "journey and not slow"
LATER_JOURNEYS = $(wildcard tests/journeys/test_[n-z]*.py)

# Runs side by side, in processes of their own: the tests on PostgreSQL in two halves, those of the
# database on SQLite, and the journeys, which often wait for the browser; their later part follows the first
# half. What the three beside them say is printed at the end.
test:
	$(WITH_DEVELOPMENT)
	@mkdir -p var
	@TEST_DATABASE=sqlite $(BIN)/python -m pytest -p no:cacheprovider $(call FILES_OF,both_databases) -m "both_databases and not slow and not journey" >var/tests-sqlite.log 2>&1 & sqlite=$$!; \
	$(JOURNEYS) $(filter-out $(LATER_JOURNEYS),$(wildcard tests/journeys/test_*.py)) >var/tests-journeys.log 2>&1 & journeys=$$!; \
	$(BIN)/python -m pytest $(OTHER_HALF) >var/tests-half.log 2>&1 & half=$$!; \
	trap 'kill $$sqlite $$journeys $$half 2>/dev/null' INT TERM; \
	$(BIN)/python -m pytest $(ONE_HALF); first=$$?; \
	$(JOURNEYS) $(LATER_JOURNEYS); fifth=$$?; \
	wait $$half; second=$$?; \
	wait $$sqlite; third=$$?; \
	wait $$journeys; fourth=$$?; \
	cat var/tests-half.log var/tests-sqlite.log var/tests-journeys.log; \
	[ $$first -eq 0 ] && [ $$second -eq 0 ] && [ $$third -eq 0 ] && [ $$fourth -eq 0 ] && [ $$fifth -eq 0 ]

# What CI runs on the newest Python: whatever needs no database, which meets nearly every module, and of the rest
# what readers are shown. The others take most of the time and tell of data and SQL more than of Python.
WITH_DATABASE = tests/catalogue/views tests/hub/web tests/hub/curation/desk
FAST = not slow and not journey and not starter_data and not both_databases
test-fast:
	$(WITH_DEVELOPMENT)
	@mkdir -p var
	@$(BIN)/python -m pytest $(WITH_DATABASE) -m "django_db and $(FAST)" -p no:cacheprovider >var/tests-half.log 2>&1 & half=$$!; \
	trap 'kill $$half 2>/dev/null' INT TERM; \
	$(BIN)/python -m pytest -m "not django_db and $(FAST)"; first=$$?; \
	wait $$half; second=$$?; \
	cat var/tests-half.log; \
	[ $$first -eq 0 ] && [ $$second -eq 0 ]

# About half of the slow tests, by time: what reads the starter data is here, to load it once. What only
# SQLite can show runs beside both, which mostly wait for processes.
SLOW = $(call FILES_OF,slow|drill)
SLOW_HALF = $(filter tests/catalogue/% tests/hub/pages/% tests/hub/record_admin/% tests/hub/test_access_matrix.py tests/hub/digests/% \
	tests/hub/outbox/% tests/hub/web/% tests/hub/search_engine/% tests/hub/monitoring/%,$(SLOW))
test-slow:
	$(WITH_DEVELOPMENT)
	@mkdir -p var
	@TEST_DATABASE=sqlite $(BIN)/python -m pytest -p no:cacheprovider tests/hub/imports/test_sqlite_locks.py >var/tests-slow-sqlite.log 2>&1 & sqlite=$$!; \
	$(BIN)/python -m pytest -p no:cacheprovider $(filter-out $(SLOW_HALF),$(SLOW)) -m "slow" >var/tests-slow-half.log 2>&1 & half=$$!; \
	trap 'kill $$sqlite $$half 2>/dev/null' INT TERM; \
	$(BIN)/python -m pytest $(SLOW_HALF) -m "slow"; first=$$?; \
	wait $$half; second=$$?; \
	wait $$sqlite; third=$$?; \
	cat var/tests-slow-half.log var/tests-slow-sqlite.log; \
	[ $$first -eq 0 ] && [ $$second -eq 0 ] && [ $$third -eq 0 ]

# The fault tests at full size; make test-slow runs a tenth of them. The table is kept in var/drill.md.
drill:
	$(WITH_DEVELOPMENT)
	DRILL=1 $(BIN)/python -m pytest -m "drill" $(OR_NONE)

test-all:
	@"$(PYTHON)" hub/devserver/python_versions.py | { \
	while read -r version python; do \
		echo "Python $$version ($$python)"; \
		$(MAKE) test PYTHON="$$python" VENV=".venv-$$version" </dev/null || exit 1; \
	done; }

# In one process, so that its programs (workers, the reader of files) count as not run, and with databases that it
# makes itself; the last line is the whole.
ROOM_TOTAL = awk -v room="$$room" '/^TOTAL/ { printf "%-20s %10d %10d %10d %10d %10s\n", room, $$2, $$3, $$4, $$5, $$6 }'
coverage:
	$(WITH_DEVELOPMENT)
	@mkdir -p var && rm -rf var/test-databases
	$(BIN)/coverage run -m pytest -m "not slow and not journey"
	@printf '\n%-20s %10s %10s %10s %10s %10s\n' room statements missed branches partial covered
	@for package in hub/*/__init__.py catalogue/__init__.py events/__init__.py; do \
		room=$$(dirname $$package); $(BIN)/coverage report --include="$$room/**" | $(ROOM_TOTAL); \
	done; \
	room="hub itself"; $(BIN)/coverage report --include="hub/*.py" | $(ROOM_TOTAL); \
	room=all; $(BIN)/coverage report | $(ROOM_TOTAL)

check:
	$(WITH_DEVELOPMENT)
	@$(MAKE) --no-print-directory check-quick
	$(BIN)/mypy
	@mkdir -p var/check
	$(AS_IN_PRODUCTION) $(BIN)/python manage.py makemigrations --check --dry-run
	$(AS_IN_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(AS_IN_PRODUCTION) $(BIN)/python manage.py write_processing_papers docs/governance --check
	@# A warning of bandit's own is a failure too, so that none is read past.
	$(BIN)/hadolint --failure-threshold style docs/deploy/Dockerfile
	@printed=$$($(BIN)/bandit --quiet --configfile pyproject.toml --recursive hub catalogue events manage.py 2>&1) \
		&& [ -z "$$printed" ] || { printf '%s\n' "$$printed"; exit 1; }

# Installs nothing, so that a hook before a commit needs no network.
check-quick:
	@[ -x $(BIN)/ruff ] || { echo "The tools are not installed yet: run make check once." >&2; exit 1; }
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	find templates/django -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +

bench:
	$(WITH_DEVELOPMENT)
	$(BIN)/python -m bench $(if $(PART),--part "$(PART)") $(if $(BASE),--base "$(BASE)")

bench-large:
	$(WITH_DEVELOPMENT)
	$(BIN)/python -m bench --part large --part "large growth"

# With equals signs: Renovate reads the command out of the heads of the files, and takes no other form.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version=3.11 --generate-hashes
lock:
	$(WITH_DEVELOPMENT)
	$(LOCK) requirements.in --output-file=requirements.txt
	$(LOCK) requirements-dev.in --output-file=requirements-dev.txt

# The version in it is that of pyproject.toml. Written again from the same files it has the same bytes.
SBOM ?= var/sbom.json
sbom:
	$(WITH_DEVELOPMENT)
	@mkdir -p var
	@$(BIN)/python -W ignore::UserWarning -m cyclonedx_py requirements requirements.txt --pyproject pyproject.toml --spec-version 1.6 --output-format JSON --output-reproducible --validate --output-file "$(SBOM)"

# Make says "Error 1" where a weakness is known, and "Error 3" where that is not known: no answer, or not of every package.
audit:
	$(WITH_DEVELOPMENT)
	@$(BIN)/python hub/devserver/package_audit.py requirements.txt requirements-dev.txt

IMAGE ?= hub
ENGINE = $(if $(shell docker info >/dev/null 2>&1 && echo yes),docker,podman)
image:
	$(ENGINE) build --file docs/deploy/Dockerfile --tag "$(IMAGE)" .

messages:
	$(WITH_DEVELOPMENT)
	mkdir -p hub/locale
	$(BIN)/pybabel extract --mapping=pyproject.toml --keyword=gettext_lazy --keyword=ngettext_lazy:1,2 --no-location --sort-output --project=hub --output=hub/locale/django.pot .
	@for language in hub/locale/*/; do [ ! -d "$$language" ] || $(BIN)/pybabel update --domain=django --input-file=hub/locale/django.pot --output-dir=hub/locale || exit 1; break; done

pictures:
	$(WITH_DEVELOPMENT)
	MAKE_PICTURES=1 JOURNEYS=required $(BIN)/python -m pytest tests/journeys/test_pictures.py tests/journeys/test_imports.py
