using System.Diagnostics;

namespace Imaginator.Host.Tests;

/// <summary>A file system that is soon full, for one test. Takes root.</summary>
public sealed class SmallFileSystem : IDisposable
{
    private const string Filler = "filler";

    private readonly TemporaryDirectory _directory = new();

    public SmallFileSystem(int kibibytes) =>
        Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k,mode=0700", "tmpfs", _directory.FullName);

    public string FullName => _directory.FullName;

    public string PathOf(string name) => _directory.PathOf(name);

    /// <summary>Takes all room that is left.</summary>
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
            // That was the aim.
        }
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void MakeRoom() => File.Delete(PathOf(Filler));

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
