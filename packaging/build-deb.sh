#!/usr/bin/env bash
# Makes the Debian package of what build.sh made: artifacts/packages/imaginator_VERSION_ARCHITECTURE.deb. Prints its path.
# It has everything in it that a clean Debian lacks, the .NET runtime included.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

require_packages dpkg
[ -x "$DIST/imaginator" ] || ./build.sh

PACKAGES="$PWD/artifacts/packages"
root="$PACKAGES/root.$$"
trap 'rm -rf "$root"' EXIT
mkdir -p "$PACKAGES"
# Modes are part of the package.
umask 022

packaging/install.sh --destdir "$root" --with-runtime
# dpkg keeps its own list.
rm "$root/usr/lib/imaginator/installed-files"

# --- what a package has besides
doc="$root/usr/share/doc/imaginator"
install -m 0644 packaging/debian/copyright packaging/debian/README.Debian "$doc/"
version=$("$DIST/imaginator" -version | sed -E 's/^[^ ]+ ([^+]+).*/\1/')
{
    echo "imaginator ($version) unstable; urgency=medium"
    echo
    echo "  * See CHANGELOG.md"
    echo
    echo " -- The Imaginator authors <imaginator@localhost>  $(date -R -u -d "@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}")"
} >"$doc/changelog"
find "$doc" -name '*.md' -exec gzip -9n {} +
gzip -9n "$doc"/changelog "$root"/usr/share/man/man*/*
install -D -m 0644 packaging/debian/lintian-overrides "$root/usr/share/lintian/overrides/imaginator"

# --- the control files
mkdir "$root/DEBIAN"
(cd "$root" && find . -path ./DEBIAN -prune -o -type f ! -path './etc/*' -printf '%P\0' | sort -z | xargs -0 md5sum) \
    >"$root/DEBIAN/md5sums"
architecture=$(dpkg --print-architecture)
sed -e "s/@VERSION@/$version/" \
    -e "s/@ARCHITECTURE@/$architecture/" \
    -e "s/@SIZE@/$(du -ks --exclude=DEBIAN "$root" | cut -f 1)/" \
    packaging/debian/control >"$root/DEBIAN/control"
install -m 0644 packaging/debian/conffiles "$root/DEBIAN/"
install -m 0755 packaging/debian/{postinst,prerm,postrm} "$root/DEBIAN/"

package="$PACKAGES/imaginator_${version}_$architecture.deb"
# Level 1 of xz: all that is compressed well is so at once, and a second is worth more than a megabyte.
run_logged dpkg-deb dpkg-deb --root-owner-group -Zxz -z1 --build "$root" "$package"
echo "$package"
