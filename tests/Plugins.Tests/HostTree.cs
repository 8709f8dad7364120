using System.Diagnostics;

namespace Plugins.Tests;

/// <summary>The root of this machine as a tree that can be changed: an overlay in memory. Requires root.</summary>
internal sealed class HostTree : IDisposable
{
    private const int MaximumMebibytes = 256;

    private readonly TemporaryDirectory _directory = new();

    public HostTree()
    {
        Run("mount", "-t", "tmpfs", "-o", $"size={MaximumMebibytes}m,mode=0700", "tmpfs", _directory.FullName);
        foreach (var name in (string[])["upper", "work", "tree", "scratch"])
        {
            Directory.CreateDirectory(_directory.PathOf(name));
        }

        Run(
            "mount", "-t", "overlay", "-o", $"lowerdir=/,upperdir={_directory.PathOf("upper")},workdir={_directory.PathOf("work")}", "overlay",
            FullName);
        Directory.CreateDirectory(PathOf("repository"));
    }

    /// <summary>The path of the tree.</summary>
    public string FullName => _directory.PathOf("tree");

    /// <summary>A directory outside of the tree.</summary>
    public string Scratch => _directory.PathOf("scratch");

    /// <summary>The path of a file in the tree.</summary>
    public string PathOf(string name) => Path.Combine(FullName, name);

    /// <summary>Writes a file into the tree, and makes its directories.</summary>
    public void Write(string name, string contents)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), contents);
    }

    /// <summary>Replaces a directory of the tree by an empty one.</summary>
    public void Empty(string name)
    {
        Run("rm", "-rf", PathOf(name));
        Directory.CreateDirectory(PathOf(name));
    }

    /// <summary>Runs a program of this machine, which must succeed.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit status {process.ExitCode}\n{output}");
        return output;
    }

    public void Dispose()
    {
        using (var unmount = Process.Start("sh", ["-c", "umount -l \"$1/tree\"; umount -l \"$1\"", "sh", _directory.FullName]))
        {
            unmount.WaitForExit();
        }

        _directory.Dispose();
    }
}
