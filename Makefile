# Sổ Ký: the commands. What they do in detail stands in .ci/.

.DEFAULT_GOAL := help
.PHONY: help demo test test-later test-deep lint lock messages pictures bench-approvals bench-classes bench-gradebook bench-transcripts bench-pages bench-people bench-inbox bench-trail bench-signing bench-forms bench-import set-up-test tools
SHELL := /bin/bash
python := .venv/bin/python
PYTEST ?=
# One more than there are cores: while some wait for a browser or a server, another works.
workers := $(shell expr $$(nproc) + 1)
pytest := $(python) -m pytest --numprocesses $(workers) --dist worksteal --durations 20

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-16s %s\n", $$1, $$2 }' Makefile

demo:  ## the sample school on http://127.0.0.1:8000 (PORT=8001, RESET=1)
	@exec .ci/demo

test: set-up-test tools  ## every test (PYTEST="-k inbox" for some), on PostgreSQL too where there is one
	@$(python) manage.py prepare
	$(pytest) $(PYTEST)
	@if [ -n "$$SOKY_TEST_POSTGRES" ]; then \
		SOKY_DATABASE="$$SOKY_TEST_POSTGRES" $(pytest) -m both_databases $(PYTEST); \
	fi

test-later: set-up-test tools  ## the same under a system clock in July 2027, at the end of 2027 and in 2031
	@$(python) manage.py prepare
	@.ci/later $(PYTEST)

test-deep: set-up-test tools  ## what is tried at random, 25 times as often and by chance: for the night
	@$(python) manage.py prepare
	SOKY_DEEP=1 $(pytest) $$(grep -rl "from tests.depth" tests) $(PYTEST)

lint: set-up-test  ## style, types, templates and who may import whom
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/djlint --lint --quiet .
	.venv/bin/lint-imports

lock:  ## pin every dependency anew
	@exec .ci/lock

pictures: set-up-test  ## draw the manual's pictures anew, by the journeys that go there
	SOKY_PICTURES=1 $(python) -m pytest -q tests/journeys -k "set_up or come_and_go or attendance or incidents or year_turns or comments or openings or period_is_closed or transcripts"
	SOKY_PICTURES=1 $(python) -m pytest -q tests/documents/records/test_looks_of_transcripts.py

messages: set-up-test  ## collect the words to be translated, compile the translated ones
	$(python) manage.py makemessages --locale vi --no-obsolete --add-location file --ignore .venv --ignore var --ignore tests
	$(python) manage.py prepare

bench-pages: set-up-test  ## what a page costs the processor, beside a bare page of Django
	$(python) -m benchmarks.pages
	$(python) -m benchmarks.decisions

bench-people: set-up-test  ## sixty people at once, on SQLite or on what SOKY_DATABASE names
	$(python) -m benchmarks.people_at_once

bench-gradebook: set-up-test  ## a period of 25 classes: 300 sheets by 31 people, 25 books through four desks
	$(python) -m benchmarks.gradebook

bench-transcripts: set-up-test  ## a school's year: 800 transcripts of 25 classes through five desks
	$(python) -m benchmarks.transcripts

bench-classes: set-up-test  ## 800 signed records of 25 classes through all desks, class by class
	$(python) -m benchmarks.classes

bench-inbox: set-up-test  ## the inbox with 10,000 open records
	$(python) -m benchmarks.inbox

bench-trail: set-up-test  ## append to the trail; verify 100,000 events, 10,000 files
	$(python) -m benchmarks.trail

bench-signing: set-up-test  ## a signature beside pyHanko's and the physical limit, 1,000 at once
	$(python) -m benchmarks.signing

bench-forms: set-up-test  ## a paper of many cells: laid out anew beside a form that is filled
	$(python) -m benchmarks.forms

bench-approvals: set-up-test  ## an approval beside plain viewflow, 500 at once beside one by one
	$(python) -m benchmarks.approvals

bench-import: set-up-test  ## a list of 2,000 pupils: compared, applied, taken back
	$(python) -m benchmarks.imports

set-up-test:
	@.ci/set-up test

# What the tests drive and ask: a browser and what its driver needs, other programs that read signatures
# and PDF, a token.
tools:
	@.ci/packages chromium libatomic1 openssl poppler-utils qpdf softhsm2 xmlsec1
