using System.Diagnostics;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>A small real root: busybox under all its names. Deleted when disposed.</summary>
internal sealed class BusyboxRoot : IDisposable
{
    private const string Busybox = "/bin/busybox";

    private static readonly Lazy<string[]> Names = new(() =>
    {
        using var process = Process.Start(new ProcessStartInfo(Busybox, "--list") { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    });

    private readonly TemporaryDirectory _directory = new();

    public BusyboxRoot()
    {
        Assert.True(File.Exists(Busybox), $"{Busybox} is missing. Install the package busybox-static.");
        File.SetUnixFileMode(Path, (UnixFileMode)0x1ED); // 0755: not only for root
        foreach (var name in new[] { "bin", "dev", "etc", "proc", "sys", "tmp", "var" })
        {
            Directory.CreateDirectory(In(name));
        }

        File.Copy(Busybox, In("bin/busybox"));
        foreach (var name in Names.Value.Where(name => name != "busybox"))
        {
            File.CreateSymbolicLink(In("bin/" + name), "busybox");
        }
    }

    /// <summary>Where it is on the host.</summary>
    public string Path => _directory.FullName;

    /// <summary>The host's path of something in it.</summary>
    public string In(string path) => _directory.PathOf(path);

    public void Dispose() => _directory.Dispose();
}
