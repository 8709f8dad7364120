namespace Imaginator.Operations.Tests.Packaging;

/// <summary>Pieces of the scripts that run in machines.</summary>
internal static class MachineScripts
{
    /// <summary>Installs the package without its trial, and gives it a configuration whose root is made of busybox in no time.</summary>
    public const string Install = """
        set -e
        trap 'status=$?; [ $status = 0 ] || echo "ended with status $status: $BASH_COMMAND"' EXIT
        printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
        chmod +x /usr/sbin/policy-rc.d
        dpkg -i /package.deb
        rm -r /usr/sbin/policy-rc.d /etc/imaginator/trial /etc/imaginator/flags.default
        cat >/etc/imaginator/conf.json <<'END'
        {
          "BootstrapStreams": {"base": {
            "BootstrapCommand": ["sh", "-c", "cd \"$0\"; mkdir -p bin dev etc proc sys root tmp usr/bin var run; chmod 1777 tmp; cp /bin/busybox bin/busybox; bin/busybox --install bin; echo root:x:0:0:root:/root:/bin/sh >etc/passwd; mknod dev/null c 1 3; mknod dev/disk b 8 0; chmod 4755 bin/busybox", "$dir"],
            "PackagerType": "none"}},
          "ImageStreamsUrl": "/etc/imaginator/streams.json",
          "PackagerTypes": {"none": {"InstallCommand": ["true"]}}
        }
        END
        mkdir -p /etc/imaginator/manifests/app/scripts
        echo '{"SourceImage": "base"}' >/etc/imaginator/manifests/app/manifest
        printf '#!/bin/sh\necho hello >/etc/hello\n' >/etc/imaginator/manifests/app/scripts/1
        chmod +x /etc/imaginator/manifests/app/scripts/1
        echo '{"Streams": {"app": {"ManifestUrl": "dir:///etc/imaginator/manifests/app"}}}' >/etc/imaginator/streams.json
        printf 'insecure=true\nimageRebuildInterval=0\n' >/etc/imaginator/flags.extra

        # wait_for SECONDS COMMAND...: until it succeeds.
        wait_for() {
            local end=$((SECONDS + $1))
            shift
            until "$@" >/dev/null 2>&1; do
                [ $SECONDS -lt $end ] || { echo "not in time: $*"; cat /var/log/imaginator/latest; exit 1; }
                sleep 0.1
            done
        }
        is_ready() { curl -sf http://127.0.0.1:6975/readyz; }
        is_gone() { ! curl -s http://127.0.0.1:6975/healthz && [ -z "$(pidof imaginator)" ]; }

        """;
}
