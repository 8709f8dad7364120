using System.Collections.Immutable;
using System.Text;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Trees;

/// <summary>
/// Shell scripts that replace commands which change a running system. In a build they ignore such requests with
/// status 0, as tools do that find themselves in a chroot; everything else is left to the command of the image. They are in the
/// tree only while commands run.
/// </summary>
internal static class CommandStandIns
{
    /// <summary>The directory with the scripts: the first one in <c>PATH</c>, and one that no package uses.</summary>
    public const string Parent = "/usr/local/sbin";

    private const string Start =
        """
        #!/bin/sh
        # Made by Imaginator for the time of a build: replaces the command of the same name.
        name=${0##*/}
        here=${0%/*}
        real=
        IFS=:
        for directory in $PATH; do
            if [ "$directory" != "$here" ] && [ -x "$directory/$name" ]; then
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

    /// <summary>Puts the scripts into a tree. Other files with their names stay; a tree without the directory is not changed.</summary>
    public static void Install(TreeRoot tree)
    {
        using var directory = TryOpen(tree);
        foreach (var (name, script) in All)
        {
            if (directory is not null && directory.TryGetStatus(name) is null)
            {
                FileReplacement.WriteFile(
                    directory, name, FileModes.Mode0755, file => RandomAccess.Write(file, ContentsOf(script), 0));
            }
        }
    }

    /// <summary>Removes the scripts that are unchanged.</summary>
    public static void Remove(TreeRoot tree)
    {
        using var directory = TryOpen(tree);
        if (directory is not null)
        {
            foreach (var (name, script) in All)
            {
                TemporaryFiles.RemoveIfUnchanged(tree, $"{Parent}/{name}", ContentsOf(script));
            }
        }
    }

    private static byte[] ContentsOf(string script) => Encoding.ASCII.GetBytes(Start + script);

    private static DirectoryHandle? TryOpen(TreeRoot tree)
    {
        try
        {
            return tree.TryOpenDirectory(Parent);
        }
        catch (LinuxException e) when (e.Error is Errno.ENOTDIR or Errno.ELOOP)
        {
            return null;
        }
    }
}
