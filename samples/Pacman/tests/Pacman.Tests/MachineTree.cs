using System.Diagnostics;

namespace Samples.Pacman.Tests;

/// <summary>The root of this machine as a tree that can be changed: an overlay in memory. Requires root.</summary>
internal sealed class MachineTree : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("pacman-tree-").FullName;

    public MachineTree()
    {
        Run("mount", "-t", "tmpfs", "-o", "size=256m,mode=0700", "tmpfs", _directory);
        var upper = MakeDirectory("upper");
        var work = MakeDirectory("work");
        MakeDirectory("tree");
        Run("mount", "-t", "overlay", "-o", $"lowerdir=/,upperdir={upper},workdir={work}", "overlay", FullName);
        Directory.CreateDirectory(PathOf("repository"));
    }

    /// <summary>The path of the tree.</summary>
    public string FullName => Path.Combine(_directory, "tree");

    /// <summary>The path of a file in the tree.</summary>
    public string PathOf(string name) => Path.Combine(FullName, name);

    /// <summary>Makes a directory outside of the tree.</summary>
    public string MakeDirectory(string name) => Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;

    /// <summary>Runs a program of this machine, which must succeed.</summary>
    public static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit status {process.ExitCode}\n{error}");
    }

    public void Dispose()
    {
        using (var unmount = Process.Start("sh", ["-c", "umount -l \"$1/tree\"; umount -l \"$1\"", "sh", _directory]))
        {
            unmount.WaitForExit();
        }

        Directory.Delete(_directory);
    }
}
