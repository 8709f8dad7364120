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
/// <remarks>apt and rpm give maintainer scripts another <c>PATH</c>. Settings that are in the tree as long add the directory to it.</remarks>
internal static class CommandStandIns
{
    /// <summary>The directory with the scripts: the first one in <c>PATH</c>, and one that no package uses.</summary>
    public const string Parent = "/usr/local/sbin";

    // The defaults of the tools, after the directory. A setting of the image comes later and counts.
    private const string AptPath = $"DPkg::Path \"{Parent}:/usr/sbin:/usr/bin:/sbin:/bin\";\n";
    private const string RpmPath = $"%_install_script_path {Parent}:/sbin:/bin:/usr/sbin:/usr/bin:/usr/X11R6/bin\n";

    private const string Start =
        """
        #!/bin/sh
        # Made by Imaginator for the time of a build: replaces the command of the same name.
        name=${0##*/}
        real=

        # Another path can lead to this file: where sbin is a link to bin, both are in PATH.
        IFS=:
        for directory in $PATH; do
            if [ -x "$directory/$name" ] && ! [ "$directory/$name" -ef "$0" ]; then
                real=$directory/$name
                break
            fi
        done
        unset IFS

        # Scripts that look for the command find this one: what is ignored is ignored without a command of the image, too.
        run() {
            if [ -z "$real" ]; then
                printf '%s: not found\n' "$name" >&2
                exit 127
            fi
            exec "$real" "$@"
        }

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
        [ -n "$changes" ] || run "$@"
        [ -n "$quiet" ] || printf '%s: no running system, ignoring request\n' "$name" >&2
        exit 0

        """;

    // The configuration of a boot loader names the device of the root, which an image does not have yet.
    private const string BootConfiguration =
        """
        case ${1-} in
        -h | --help | -v | -V | --version) run "$@" ;;
        esac
        for probe in grub-probe grub2-probe; do
            if "$probe" --target=device / >/dev/null 2>&1; then
                run "$@"
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
        run "$@"

        """;

    private static readonly ImmutableArray<(string Directory, string Name, uint Permissions, byte[] Contents)> All =
    [
        Script("sysctl", Settings),
        Script("update-grub", BootConfiguration),
        Script("update-grub2", BootConfiguration),
        Script("grub-mkconfig", BootConfiguration),
        Script("grub2-mkconfig", BootConfiguration),
        Script("start-stop-daemon", ServiceStart),
        ("/etc/apt/apt.conf.d", "00imaginator-build", FileModes.Mode0644, Encoding.ASCII.GetBytes(AptPath)),
        ("/usr/lib/rpm/macros.d", "macros.imaginator-build", FileModes.Mode0644, Encoding.ASCII.GetBytes(RpmPath)),
    ];

    /// <summary>
    /// Puts the files into a tree. Other files with their names stay; a directory that the tree does not have is not made.
    /// </summary>
    public static void Install(TreeRoot tree)
    {
        foreach (var (path, name, permissions, contents) in All)
        {
            using var directory = TryOpen(tree, path);
            if (directory is not null && directory.TryGetStatus(name) is null)
            {
                FileReplacement.WriteFile(directory, name, permissions, file => RandomAccess.Write(file, contents, 0));
            }
        }
    }

    /// <summary>Removes the files that are unchanged.</summary>
    public static void Remove(TreeRoot tree)
    {
        foreach (var (path, name, _, contents) in All)
        {
            TemporaryFiles.RemoveIfUnchanged(tree, $"{path}/{name}", contents);
        }
    }

    private static (string Directory, string Name, uint Permissions, byte[] Contents) Script(string name, string script) =>
        (Parent, name, FileModes.Mode0755, Encoding.ASCII.GetBytes(Start + script));

    private static DirectoryHandle? TryOpen(TreeRoot tree, string path)
    {
        try
        {
            return tree.TryOpenDirectory(path);
        }
        catch (LinuxException e) when (e.Error is Errno.ENOTDIR or Errno.ELOOP)
        {
            return null;
        }
    }
}
