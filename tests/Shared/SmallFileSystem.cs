using System.Diagnostics;

namespace Imaginator.Tests.Shared;

/// <summary>A small file system of one test, which is soon full. Requires root.</summary>
public sealed class SmallFileSystem : IDisposable
{
    private const string Filler = "filler";

    private readonly TemporaryDirectory _directory = new();

    public SmallFileSystem(int kibibytes) =>
        Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k,mode=0700", "tmpfs", _directory.FullName);

    public string FullName => _directory.FullName;

    public string PathOf(string name) => _directory.PathOf(name);

    /// <summary>Uses all space that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(PathOf(Filler), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // It is full now.
        }
    }

    /// <summary>Frees what <see cref="Fill"/> used.</summary>
    public void MakeRoom()
    {
        // Programs that other threads start have each open file for a moment, which keeps the space of a deleted one.
        File.WriteAllBytes(PathOf(Filler), []);
        File.Delete(PathOf(Filler));
    }

    public void Dispose()
    {
        Run("umount", "--lazy", _directory.FullName);
        _directory.Dispose();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
