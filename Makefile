# The commands of the project. 'make run' shows what it does; 'make test' proves it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

PEOPLE ?= 47000
DEMO := demo-$(PEOPLE)
STORY := $(DEMO)/story.txt
JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 20

STAGE := tools/stage
NINJA := -G Ninja
DEBUG_TESTS := -DCMAKE_BUILD_TYPE=Debug -DTIPSTAFF_TESTS=ON
CLANG := -DCMAKE_CXX_COMPILER=clang++-16

# AddressSanitizer aborts under RLIMIT_AS and only pretends to lock memory: what laws 10 to 12 rest on is therefore
# tested without it too; and what looks through pictures point by point is tested in earnest on a build that is quick.
RELEASE_LAWS := $(shell sed -n 's/^law.\(1[012][a-z_]*\).*/law_\1/p' tests/laws/CMakeLists.txt)
RELEASE_TESTS := base_test scan_test mutations_test $(RELEASE_LAWS)
SLOW_TESTS := -Hostile*:Corpus*:*NoLoop*:Invented*:CodeReader*:*StoppedAnywhere*:*NaiveMatcher*:Leaks.*TwoDeep*:Leaks.*TooMuch*:*ChangedBytes*:*DamagedFiles*:*CutShort*
empty :=
space := $(empty) $(empty)

.PHONY: run build test quick tsan fuzz bench tidy format mutants faces page lists clean packages test-packages develop-packages \
  build-test build-release-test test-all test-release

## The story, on PEOPLE invented people (make run PEOPLE=2000 for a small force).
run: build
	@if [ -f $(STORY) ]; then \
	  cat $(STORY); \
	  echo; echo "This story has been told already; it lies in $(DEMO). To have it told anew: rm -r $(DEMO) && make run"; \
	else \
	  if [ -d $(DEMO) ]; then echo "$(DEMO) holds an unfinished demonstration; it is made anew."; rm -r $(DEMO); fi; \
	  build/tipstaff demo --people $(PEOPLE) --dir $(DEMO) | tee $(DEMO).part; \
	  mv $(DEMO).part $(STORY); \
	fi

build: packages
	@[ -f build/build.ninja ] || cmake $(NINJA) -S . -B build -DCMAKE_BUILD_TYPE=Release
	@cmake --build build -j $(JOBS)

## Every test: on a build with sanitizers; what they hinder also on a release build.
test: test-packages
	@$(STAGE) "release build" $(MAKE) build
	@$(STAGE) "release test build" $(MAKE) build-release-test
	@$(STAGE) "release tests" $(MAKE) test-release
	@$(STAGE) "test build" $(MAKE) build-test
	@$(STAGE) "tests" $(MAKE) test-all

build-test:
	@[ -f build-test/build.ninja ] || cmake $(NINJA) -S . -B build-test $(DEBUG_TESTS) -DTIPSTAFF_SANITIZE=address,undefined
	@cmake --build build-test -j $(JOBS)

build-release-test:
	@[ -f build-release-test/build.ninja ] || \
	  cmake $(NINJA) -S . -B build-release-test -DCMAKE_BUILD_TYPE=Release -DTIPSTAFF_TESTS=ON
	@cmake --build build-release-test -j $(JOBS) --target $(RELEASE_TESTS)

test-release:
	@ctest --test-dir build-release-test -j 2 --timeout 900 --output-on-failure --no-tests=error \
	  -R '^($(subst $(space),|,$(strip $(RELEASE_TESTS))))(_[0-9])?$$'

test-all:
	@ctest --test-dir build-test -j 2 --timeout 900 --output-on-failure --no-tests=error

## The unit tests beside the code, without those that try thousands of inputs or read the corpus: under a minute.
quick: test-packages build-test
	@GTEST_FILTER='$(SLOW_TESTS)' ctest --test-dir build-test -j 2 --timeout 900 --output-on-failure -L '^unit$$'

## The unit tests under the thread sanitizer.
tsan: test-packages
	@[ -f build-tsan/build.ninja ] || cmake $(NINJA) -S . -B build-tsan $(DEBUG_TESTS) -DTIPSTAFF_SANITIZE=thread
	@cmake --build build-tsan -j $(JOBS)
	@TSAN_OPTIONS=suppressions=$(CURDIR)/tests/tsan.supp ctest --test-dir build-tsan -j 2 --output-on-failure -R '_test(_[0-9])?$$'

## Each fuzz target for FUZZ_SECONDS, from the seeds in tests/fuzz/corpus; what is found new stays in build-fuzz/corpus.
fuzz: develop-packages
	@[ -f build-fuzz/build.ninja ] || cmake $(NINJA) -S . -B build-fuzz -DCMAKE_BUILD_TYPE=RelWithDebInfo -DTIPSTAFF_FUZZ=ON $(CLANG)
	@cmake --build build-fuzz -j $(JOBS) --target fuzz
	@for target in build-fuzz/tests/fuzz/fuzz_*; do \
	  [ -f $$target ] && [ -x $$target ] || continue; \
	  name=$${target##*/fuzz_}; seeds=tests/fuzz/corpus/$$name; \
	  [ -d $$seeds ] || seeds=; \
	  mkdir -p build-fuzz/corpus/$$name; \
	  $(STAGE) "fuzz $$name" $$target -max_total_time=$(FUZZ_SECONDS) -print_funcs=0 -verbosity=0 \
	    -artifact_prefix=build-fuzz/$$name- build-fuzz/corpus/$$name $$seeds; \
	done

## Measures, and writes benchmarks/RESULTS.md; then prints what benchmarks/MATCHER.md and CHECK.md tell. Ten minutes of an idle machine.
bench: build
	@tools/install-packages packages/run.txt packages/test.txt packages/bench.txt
	@[ -f build-bench/build.ninja ] || cmake $(NINJA) -S . -B build-bench -DCMAKE_BUILD_TYPE=Release -DTIPSTAFF_BENCH=ON
	@cmake --build build-bench -j $(JOBS) --target benchmarks/all
	@benchmarks/run
	@benchmarks/matcher/run
	@benchmarks/check/run build/tipstaff

## clang-tidy over src (.clang-tidy). The precompiled header that the sources rely on is built first, by the same clang.
tidy: test-packages develop-packages
	@[ -f build-tidy/build.ninja ] || cmake $(NINJA) -S . -B build-tidy $(DEBUG_TESTS) $(CLANG)
	@cmake --build build-tidy -j $(JOBS) --target tipstaff_base
	@find src -name '*.cc' -print0 | xargs -0 -n 4 -P $(JOBS) clang-tidy-16 -p build-tidy --quiet

## Every source as .clang-format has it (a test holds it so).
format: test-packages
	@tests/formatted.sh --write

## Takes each law's guard out in turn; the law's test must fail (tests/mutants).
mutants: test-packages
	@tests/mutants/run

## Lets the import look for faces: installs OpenCV, and builds the module that uses it.
faces: packages
	@tools/install-packages packages/faces.txt
	@cmake $(NINJA) -S . -B build -DCMAKE_BUILD_TYPE=Release -DTIPSTAFF_FACES=ON
	@cmake --build build -j $(JOBS)

## Builds the page on which anybody checks a card into the program: 'tipstaff verify-page' then writes it.
page: packages
	@tools/install-packages packages/page.txt
	@tools/npm-packages verify
	@$(MAKE) build

## Builds third-party-web's list of companies into the program: 'tipstaff site check' then says whose a host is.
lists: packages
	@tools/install-packages packages/page.txt
	@tools/npm-packages lists
	@$(MAKE) build

packages:
	@tools/install-packages packages/run.txt

test-packages:
	@tools/install-packages packages/run.txt packages/page.txt packages/test.txt
	@tools/npm-packages verify lists tests/verify tests/recorders

develop-packages:
	@tools/install-packages packages/run.txt packages/develop.txt

## Removes what was built; demonstrations stay.
clean:
	rm -rf build build-test build-release-test build-tsan build-fuzz build-tidy build-mutants build-bench
