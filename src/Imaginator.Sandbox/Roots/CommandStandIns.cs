using System.Collections.Immutable;
using System.Text;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;
using Imaginator.Sandbox.Protocol;

namespace Imaginator.Sandbox.Roots;

/// <summary>
/// Shell scripts that replace commands which change a running system. In a build they ignore such requests with
/// status 0, as tools do that find themselves in a chroot; everything else is left to the command of the image.
/// </summary>
internal static class CommandStandIns
{
    private const uint Permissions = 0x1ED; // 0755
    private const MountFlags Forbidden = MountFlags.NoSetUid | MountFlags.NoDevices;

    private const string Start =
        """
        #!/bin/sh
        # Stands in for a command of the same name while an image is built.
        name=${0##*/}
        real=
        IFS=:
        for directory in $PATH; do
            if [ "$directory" != STAND_INS ] && [ -x "$directory/$name" ]; then
                real=$directory/$name
                break
            fi
        done
        unset IFS
        if [ -z "$real" ]; then
            printf '%s: not found\n' "$name" >&2
            exit 127
        fi

        """;

    // The kernel's settings belong to the host.
    private const string Settings =
        """
        changes=
        quiet=
        for argument do
            case $argument in
            --pattern=*) ;;
            --write | --load | --load=* | --system | *=*) changes=1 ;;
            --quiet) quiet=1 ;;
            --*) ;;
            -*)
                case $argument in *[wpf]*) changes=1 ;; esac
                case $argument in *q*) quiet=1 ;; esac
                ;;
            esac
        done
        [ -n "$changes" ] || exec "$real" "$@"
        [ -n "$quiet" ] || printf '%s: no running system, ignoring request\n' "$name" >&2
        exit 0

        """;

    // The configuration of a boot loader names the device of the root, which an image does not have yet.
    private const string BootConfiguration =
        """
        case ${1-} in
        -h | --help | -v | -V | --version) exec "$real" "$@" ;;
        esac
        for probe in grub-probe grub2-probe; do
            if "$probe" --target=device / >/dev/null 2>&1; then
                exec "$real" "$@"
            fi
        done
        printf '%s: / is on no device, ignoring request\n' "$name" >&2
        exit 0

        """;

    // What old init scripts and maintainer scripts start without asking the policy.
    private const string ServiceStart =
        """
        starts=
        service=
        before=
        for argument do
            case $argument in
            -S | --start) starts=1 ;;
            --exec=* | --startas=*) service=${service:-${argument##*[=/]}} ;;
            --name=*) service=${argument#*=} ;;
            esac
            case $before in
            -x | --exec | -a | --startas) service=${service:-${argument##*/}} ;;
            -n | --name) service=$argument ;;
            esac
            before=$argument
        done
        if [ -n "$starts" ] && [ -x /usr/sbin/policy-rc.d ]; then
            status=0
            /usr/sbin/policy-rc.d "${service:-$name}" start >/dev/null 2>&1 || status=$?
            if [ "$status" -eq 101 ]; then
                printf '%s: policy-rc.d denied the start of %s\n' "$name" "${service:-a service}" >&2
                exit 0
            fi
        fi
        exec "$real" "$@"

        """;

    private static readonly ImmutableArray<(string Name, string Script)> All =
    [
        ("sysctl", Settings),
        ("update-grub", BootConfiguration),
        ("update-grub2", BootConfiguration),
        ("grub-mkconfig", BootConfiguration),
        ("grub2-mkconfig", BootConfiguration),
        ("start-stop-daemon", ServiceStart),
    ];

    /// <summary>Mounts the directory with the scripts in <c>/dev</c>, read-only.</summary>
    public static void Mount(DirectoryHandle root)
    {
        var path = SandboxPaths.StandIns.Split('/', StringSplitOptions.RemoveEmptyEntries);
        using var devices = root.OpenDirectory(path[0]);
        devices.MakeDirectory(path[1], Permissions);
        using (var mountPoint = MountPoint.Open(devices, path[1]))
        {
            mountPoint.MountFileSystem("tmpfs", Forbidden, "mode=755,size=1m,nr_inodes=64");
        }

        using (var directory = devices.OpenDirectory(path[1]))
        {
            foreach (var (name, script) in All)
            {
                using var file = directory.CreateFile(name, Permissions);
                Descriptors.Write(
                    file, Encoding.ASCII.GetBytes(Start.Replace("STAND_INS", SandboxPaths.StandIns, StringComparison.Ordinal) + script));
            }
        }

        using var mounted = MountPoint.Open(devices, path[1]);
        mounted.Restrict(Forbidden | MountFlags.ReadOnly);
    }
}
