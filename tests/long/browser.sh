#!/usr/bin/env bash
# Runs all tests in a browser, and checks the accessibility of each page in light and dark, on a desktop and on a phone. ./test.sh checks
# each page once in light on a desktop, and once in dark on a phone. Screenshots are in artifacts/screenshots.
set -euo pipefail
cd "$(dirname "$0")/../.."

export IMAGINATOR_BROWSER_FORMS=all
exec ./test.sh Imaginator.Browser.Tests
