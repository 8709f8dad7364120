using System.Diagnostics;
using Imaginator.Images;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Building.SourceTrees;

/// <summary>
/// Another process, this very program, that unpacks images into a cache and has others driven out of it, until it is killed.
/// </summary>
internal sealed class UnpackingProcess : IDisposable
{
    /// <summary>The first argument.</summary>
    public const string Marker = "unpack-child";

    /// <summary>How many different images there are.</summary>
    public const int Images = 6;

    private const int Entries = 60;
    private const int KeptTrees = 2;

    private readonly Process _process;

    private UnpackingProcess(Process process) => _process = process;

    public static UnpackingProcess Start(string cache)
    {
        var program = Path.ChangeExtension(typeof(UnpackingProcess).Assembly.Location, null);
        return new UnpackingProcess(Process.Start(
            new ProcessStartInfo(program, [Marker, cache]) { RedirectStandardOutput = true })!);
    }

    /// <summary>One of the images, the same in every process.</summary>
    public static Task<Image> ImageAsync(MemoryImageServer server, int number) =>
        SourceImage.RandomAsync(server, 100 + number, Entries);

    /// <summary>What the process does.</summary>
    public static async Task<int> RunAsync(string path)
    {
        var server = new MemoryImageServer();
        var images = new List<Image>();
        for (var i = 0; i < Images; i++)
        {
            images.Add(await ImageAsync(server, i));
        }

        var room = KeptTrees * images.Max(image => TreeSize.Of(image.FileSystem!));
        await using var cache = TreeCache.Open(path, room, new EarlyClock(), NullLogger.Instance);
        for (var i = 0; ; i++)
        {
            using (await cache.AcquireAsync(server, SourceImage.Name, images[i % Images], CancellationToken.None))
            {
                Console.WriteLine(i);
            }
        }
    }

    /// <summary>Waits until it has come so far.</summary>
    public async Task WaitForTreesAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.NotNull(await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    /// <summary>Each look at it is minutes later, so that trees are flushed all the time, too.</summary>
    private sealed class EarlyClock : TimeProvider
    {
        private long _looks;

        public override DateTimeOffset GetUtcNow() =>
            DateTimeOffset.UnixEpoch.AddMinutes(Interlocked.Increment(ref _looks));
    }
}
