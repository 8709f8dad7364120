#!/usr/bin/env bash
# Makes state.tar.gz with the programs of version 0.1: make-state.sh DIRECTORY, where DIRECTORY is what ./build.sh of
# version 0.1 published (its artifacts/dist). Requires root, gcc, curl and an x86-64 machine.
set -euo pipefail
[ $# -eq 1 ] && [ -x "$1/imaginator" ] || { echo "usage: $0 DIRECTORY-OF-VERSION-0.1" >&2; exit 2; }
programs=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
site=$(mktemp -d /tmp/state-of-0.1.XXXXXX)
port=${PORT:-16975}
daemon=
end() {
    [ -z "$daemon" ] || kill -KILL "$daemon" 2>/dev/null || true
    rm -rf "$site"
}
trap end EXIT

# The interpreter is small enough for an argument of the bootstrap command: a base can be made anew wherever the state is used.
gcc -nostdlib -static -Os -fno-stack-protector -fno-asynchronous-unwind-tables -Wl,--build-id=none,-z,noseparate-code -s \
    -o "$site/interpreter" "$here/interpreter.c"
interpreter=$(base64 -w0 "$site/interpreter")
rm "$site/interpreter"

cat >"$site/conf.json" <<EOF
{
  # A comment, as version 0.1 reads it.
  "BootstrapStreams": {
    "base": {
      "BootstrapCommand": ["sh", "-c", "set -e; cd \"\$0\"; mkdir -p bin dev etc proc sys root tmp run var; chmod 1777 tmp; echo $interpreter | base64 -d >bin/run; chmod 755 bin/run; ln -s run bin/sh; ln -s /run var/run; echo root:x:0:0:root:/root:/bin/run >etc/passwd; echo secret >etc/shadow; chmod 640 etc/shadow; chown 0:42 etc/shadow; ln etc/passwd etc/passwd.hard; mknod dev/null c 1 3", "\$dir"],
      "PackagerType": "none"
    }
  },
  "ImageStreamsUrl": "file://\$SITE/streams.json",
  "ImageStreamsToAutoRebuild": ["auto/nightly", "auto/weekly"],
  "PackagerTypes": {"none": {"InstallCommand": ["true"]}}
}
EOF
cat >"$site/streams.json" <<'EOF'
{
  "Streams": {
    "users/good": {"ManifestUrl": "dir://$SITE/manifests/good", "BuilderUsers": ["ann"], "Variables": {"ROLE": "role of $IMAGE_STREAM"}},
    "users/bad": {"ManifestUrl": "dir://$SITE/manifests/bad"},
    "auto/nightly": {"ManifestUrl": "dir://$SITE/manifests/nightly"},
    "auto/weekly": {"ManifestUrl": "dir://$SITE/manifests/weekly"}
  }
}
EOF
cat >"$site/flags" <<'EOF'
-insecure
-configurationUrl=file://@SITE@/conf.json
-variablesFile=@SITE@/variables
-stateDir=@SITE@/state
-logDir=@SITE@/log
-buildLogDir=@SITE@/build-logs
-imageRebuildInterval=1000h
-minimumExpirationDuration=0s
-maximumConcurrentBuilds=1
-minimumFreeSpace=0
EOF
(umask 077; echo "SITE=@SITE@" >"$site/variables")

manifest() { # NAME COMMAND...: a manifest whose script has these lines
    mkdir -p "$site/manifests/$1/files/etc" "$site/manifests/$1/scripts"
    echo '{"SourceImage": "base"}' >"$site/manifests/$1/manifest"
    echo "file of $1" >"$site/manifests/$1/files/etc/$1"
    { echo '#!/bin/run'; printf '%s\n' "${@:2}"; } >"$site/manifests/$1/scripts/10-run"
    chmod 755 "$site/manifests/$1/scripts/10-run"
}
manifest good 'print good of version 0.1' 'write /etc/written written by the script'
manifest bad 'print bad of version 0.1' 'exit 3'
manifest nightly 'print nightly begins' 'sleep 600'
manifest weekly 'print weekly of version 0.1'

sed -i "s|@SITE@|$site|" "$site/flags" "$site/variables"
mapfile -t flags <"$site/flags"
store=()
for flag in "${flags[@]}"; do
    case $flag in -configurationUrl*|-variablesFile*|-stateDir*) store+=("$flag");; esac
done

# Images that never expire.
"$programs/imaginator" build "${store[@]}" base >"$site/images"
"$programs/imaginator" build "${store[@]}" users/good >>"$site/images"

"$programs/imaginator" "${flags[@]}" -portNum="$port" >"$site/listening" 2>"$site/errors" &
daemon=$!
tool() { "$programs/builder-tool" -imaginatorHostname=127.0.0.1 -imaginatorPortNum="$port" "$@"; }
until_true() { # COMMAND...
    local left=300
    until "$@"; do
        left=$((left - 1))
        [ $left -gt 0 ] || { echo "never true: $*" >&2; cat "$site/errors" >&2; exit 1; }
        sleep 0.1
    done
}
until_true grep -q '^listening on' "$site/listening"

# People's builds.
tool build-image -expiresIn=0 -maxSourceAge=0 users/good >>"$site/images"
if tool build-image -maxSourceAge=0 users/bad >/dev/null 2>&1; then
    echo "users/bad did not fail" >&2
    exit 1
fi

# The automatic build runs, another waits, and so does a request; then the daemon dies.
begins() { [[ $(curl -sfm 1 "http://127.0.0.1:$port/showCurrentBuildLog?auto/nightly" || true) == *"nightly begins"* ]]; }
queued() { [[ $(curl -sf "http://127.0.0.1:$port/api/v1/builds?result=queued" | grep -o '"id"' | wc -l) -eq $1 ]]; }
until_true begins
tool build-image -expiresIn=0 -maxSourceAge=0 users/good >/dev/null 2>&1 &
until_true queued 2
tool disable-auto-builds -disableFor=4000h >/dev/null
tool list-builds >&2
kill -KILL "$daemon"
wait "$daemon" 2>/dev/null || true
daemon=
wait

# The archive is to tell nothing of this machine.
for file in "$site"/state/builds/*/upper/etc/resolv.conf; do : >"$file"; done
sed -i "s|$site|@SITE@|" "$site/flags" "$site/variables"
rm -rf "$site/listening" "$site/errors" "$site/log" "$site/state/packages"
find "$site" -not -path '*/source-trees/*' -not -path '*/objects/*' | sort >&2
tar -C "$site" --numeric-owner --xattrs -cf - . | gzip -9n >"$here/state.tar.gz"
ls -l "$here/state.tar.gz" >&2
