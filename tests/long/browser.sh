#!/usr/bin/env bash
# Runs all tests in a browser, and checks the accessibility of all pages in light and dark, on a desktop and on a phone. ./test.sh checks
# twelve pages, each in one of these forms. Screenshots are in artifacts/screenshots.
set -euo pipefail
cd "$(dirname "$0")/../.."

export IMAGINATOR_BROWSER_PAGES=all
exec ./test.sh Imaginator.Browser.Tests
