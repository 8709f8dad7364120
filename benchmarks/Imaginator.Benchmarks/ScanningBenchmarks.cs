using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Benchmarks;

/// <summary>
/// Scanning and hashing a tree whose files are in the page cache. The baseline is what cannot be beaten: OpenSSL hashing
/// as many bytes in memory on all cores.
/// </summary>
public class ScanningBenchmarks
{
    private const int LimitPart = 1024 * 1024;

    private readonly PathFilter _filter = PathFilter.Compile(
        ["/proc/.*", "/sys/.*", "/tmp/.*", "/etc/resolv[.]conf$", "/var/(cache|log)/.*", @".*\.pyc$", @".*/\.git/", "/directory1$"]);

    private readonly TreeScanner _scanner = new(TimeProvider.System);
    private readonly byte[] _memory = new byte[LimitPart];
    private BenchmarkTree _tree = null!;

    [Params("5000 x 24 KiB", "4 x 64 MiB")]
    public string Files { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        new Random(1).NextBytes(_memory);
        _tree = BenchmarkTree.Shared(Files);
    }

    [Benchmark(Baseline = true, Description = "OpenSSL on all cores, in memory")]
    public void Limit()
    {
        var parts = _tree.TotalBytes / LimitPart;
        var hashers = Environment.ProcessorCount;
        Parallel.For(0, hashers, hasher =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
            for (var part = hasher; part < parts; part += hashers)
            {
                hash.AppendData(_memory);
            }

            hash.GetHashAndReset();
        });
    }

    [Benchmark(Description = "naive: one file after the other")]
    public void Naive()
    {
        foreach (var path in Directory.EnumerateFiles(_tree.HostPath, "*", SearchOption.AllDirectories))
        {
            using var file = File.OpenRead(path);
            SHA512.HashData(file);
        }
    }

    [Benchmark(Description = "scan")]
    public Task ScanAsync() => ScanAsync(null);

    [Benchmark(Description = "scan with a filter")]
    public Task ScanFilteredAsync() => ScanAsync(_filter);

    private async Task<ScanResult> ScanAsync(PathFilter? filter)
    {
        using var root = TreeRoot.OpenImage(_tree.HostPath);
        await using var upload = new NullUpload();
        return await _scanner.ScanAsync(root, filter, upload, CancellationToken.None);
    }
}
