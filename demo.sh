#!/usr/bin/env bash
# Builds a small Debian from the archive that apt uses on this machine, and an image stream on top of it, and stores both
# in the embedded image store. A second run reuses the source image.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/common.sh

require_root
require_packages mmdebstrap
./build.sh

readonly DEMO="$PWD/artifacts/demo"
readonly BASE_STREAM=demo/base STREAM=demo/hello
mkdir -p "$DEMO/manifest"/{files/etc,scripts,tests} "$DEMO/my"

# --- configuration: a bootstrap stream, an image stream, and a pattern for your own manifests; see README.md
read -r archive suite component <<<"$(machine_archive)"
cat >"$DEMO/conf.json" <<EOF
# Written by demo.sh.
{
  "BootstrapStreams": {
    "$BASE_STREAM": {
      "BootstrapCommand": [
        "mmdebstrap", "--variant=minbase", "--quiet", "--components=$component", "$suite", "\$dir", "$archive"
      ],
      "PackagerType": "deb",
      "FilterLines": ["/var/log/.*[.]log$", "/var/log/(btmp|faillog|lastlog|wtmp)$"]
    }
  },
  "ImageStreamsUrl": "$DEMO/streams.json",
  "PackagerTypes": {"deb": {}}
}
EOF
cat >"$DEMO/streams.json" <<EOF
{
  "Streams": {
    "$STREAM": {"ManifestUrl": "dir://$DEMO/manifest", "Variables": {"GREETING": "Hello from \$IMAGE_STREAM"}}
  },
  "StreamPatterns": {
    "my/[a-z0-9-]+": {"ManifestUrl": "dir://$DEMO/my/\$IMAGE_STREAM_LEAF_NAME"}
  }
}
EOF

# --- the manifest: a file, a package, a script, a test
cat >"$DEMO/manifest/manifest" <<EOF
{"SourceImage": "$BASE_STREAM", "FilterLines": ["/var/log/.*[.]log$", "/var/log/(btmp|faillog|lastlog|wtmp)$"]}
EOF
echo "Built by Imaginator." >"$DEMO/manifest/files/etc/motd"
echo "hello" >"$DEMO/manifest/package-list"
cat >"$DEMO/manifest/scripts/10-greeting" <<'EOF'
#!/bin/sh
set -e
echo "$GREETING" >/etc/greeting
EOF
cat >"$DEMO/manifest/tests/says-hello" <<'EOF'
#!/bin/sh
set -e
test "$(cat /etc/greeting)" = "Hello from demo/hello"
hello | grep -q world
EOF
chmod +x "$DEMO/manifest/scripts/10-greeting" "$DEMO/manifest/tests/says-hello"

# --- the build; Imaginator builds the source image first if there is none from the last day
flags=(-configurationUrl="$DEMO/conf.json" -stateDir="$DEMO/state")
say "Building $STREAM"
image=$("$DIST/imaginator" build "${flags[@]}" -expiresIn=720h -maxSourceAge=24h "$STREAM")
base=$("$DIST/builder-tool" find-latest-image -stateDir="$DEMO/state" "$BASE_STREAM")

# --- the result
tool="builder-tool COMMAND -stateDir=$DEMO/state"
cat >&2 <<EOF

${bold}Two images are in the embedded store:${reset}
EOF
for name in "$base" "$image"; do
    echo "" >&2
    "$DIST/builder-tool" show-image -stateDir="$DEMO/state" -summary "$name" >&2
done
cat >&2 <<EOF

${bold}Files${reset}
  programs       $DIST
  configuration  $DEMO/conf.json, $DEMO/streams.json
  manifest       $DEMO/manifest
  own manifests  $DEMO/my/NAME, built as stream my/NAME
  image store    $DEMO/state/store

${bold}Next steps${reset} (as root, after: export PATH=$DIST:\$PATH)
  ${tool/COMMAND/list-images}
  ${tool/COMMAND/diff-images} $base $image
  ${tool/COMMAND/get-image} $image /tmp/hello && chroot /tmp/hello hello
  edit the manifest and run ./demo.sh again: the demo reuses the source image
  continue with "Quick start" in README.md: your own manifest, and the daemon with its pages
EOF
