# Everything a newcomer needs: `make run` shows the determinant theorem, `make test` runs the tests. Both install what
# is missing (Debian and relatives) and build first.

rankfall := .build/release/rankfall
experiment := Experiments/determinant-decay.yaml

.PHONY: run test verify build install lint clean

run: build
	$(rankfall) run $(experiment)

verify: build
	$(rankfall) verify

# The tests see into the rooms, which takes a build of its own beside the program's.
test: install
	swift test -c release --scratch-path .build/testing -Xswiftc -enable-testing

build: install
	swift build -c release --product rankfall

install:
	@.ci/install

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

clean:
	rm -rf .build results
