# Everything a newcomer needs: `make run` shows the determinant theorem, `make test` runs the tests. Both install what
# is missing (Debian and relatives) and build first.

rankfall := .build/release/rankfall
experiment := Experiments/determinant-decay.yaml

.PHONY: run test verify build install lint clean

run: build
	$(rankfall) run $(experiment)

verify: build
	$(rankfall) verify

test: install
	swift build -c release --build-tests
	swift test -c release --skip-build

build: install
	swift build -c release --product rankfall

install:
	@.ci/install

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

clean:
	rm -rf .build results
