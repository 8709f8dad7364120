#!/usr/bin/env bash
# clean-root.sh DIR: unpacks a minimal Debian into DIR, built by imaginator itself: the source image of the demo (built here if
# the demo has not run) with the packages that ours depends on. What was built is kept for the next time.
set -euo pipefail
directory=$1
cd "$(dirname "$0")/../../.."
. scripts/common.sh

require_root
require_packages mmdebstrap
place="$PWD/artifacts/clean-root"
state="$place/state"
[ ! -d "$PWD/artifacts/demo/state" ] || state="$PWD/artifacts/demo/state"
mkdir -p "$place/manifest"

read -r archive suite component <<<"$(machine_archive)"
cat >"$place/conf.json" <<END
{
  "BootstrapStreams": {
    "demo/base": {
      "BootstrapCommand": [
        "mmdebstrap", "--variant=minbase", "--quiet", "--components=$component", "$suite", "\$dir", "$archive"
      ],
      "PackagerType": "deb",
      "FilterLines": ["/var/log/.*[.]log$", "/var/log/(btmp|faillog|lastlog|wtmp)$"]
    }
  },
  "ImageStreamsUrl": "$place/streams.json",
  "PackagerTypes": {"deb": {}}
}
END
echo '{"Streams": {"test/clean-root": {"ManifestUrl": "dir://'"$place"'/manifest"}}}' >"$place/streams.json"
echo '{"SourceImage": "demo/base", "FilterLines": ["/var/log/.*[.]log$", "/var/log/(btmp|faillog|lastlog|wtmp)$"]}' >"$place/manifest/manifest"
# The dependencies of our package, a root to build, a client for the daemon, a real systemd.
printf '%s\n' ca-certificates libssl3 busybox-static curl systemd systemd-sysv dbus >"$place/manifest/package-list"

flags=(-stateDir="$state")
image=$("$DIST/builder-tool" find-latest-image "${flags[@]}" test/clean-root 2>/dev/null || true)
if [ -z "$image" ]; then
    image=$("$DIST/imaginator" build -configurationUrl="$place/conf.json" "${flags[@]}" -maxSourceAge=24h -expiresIn=24h test/clean-root)
fi
"$DIST/builder-tool" get-image "${flags[@]}" "$image" "$directory"
