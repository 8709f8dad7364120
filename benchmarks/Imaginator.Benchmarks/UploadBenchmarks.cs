using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;

namespace Imaginator.Benchmarks;

/// <summary>
/// Uploading an image none of whose objects are there: to the embedded store, beside <c>cp -a</c>, and by SRPC to a server
/// on this machine, beside a plain copy through a socket. Scanning and hashing are part of it, as in a build, and files are
/// given away as after a build: the embedded store need not copy them. The server hashes once more.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls RemoveTarget.")]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class UploadBenchmarks
{
    private readonly TreeScanner _scanner = new(TimeProvider.System);
    private BenchmarkTree _tree = null!;
    private BenchmarkTree _target = null!;
    private ImageServingHost _host = null!;

    [Params("5000 x 24 KiB", "4 x 64 MiB")]
    public string Files { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        _tree = BenchmarkTree.Shared(Files);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"// {Files} are {_tree.TotalBytes / 1e6:f1} MB; {_tree.TotalBytes / 1e6 / 200 * 1000:f0} ms are 200 MB/s"));
    }

    [IterationSetup]
    public void MakeTarget()
    {
        _target = BenchmarkTree.Empty();
        _host = ImageServingHost.StartAsync(_target.HostPath + "/store").GetAwaiter().GetResult();
    }

    [IterationCleanup]
    public void RemoveTarget()
    {
        _host.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _target.Dispose();
    }

    [Benchmark(Baseline = true, Description = "cp -a")]
    [BenchmarkCategory("Store")]
    public void Copy()
    {
        using var process = Process.Start("cp", ["-a", "--reflink=never", _tree.HostPath + "/.", _target.HostPath + "/copy"]);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"cp failed: {process.ExitCode}");
        }
    }

    [Benchmark(Description = "upload to the embedded store")]
    [BenchmarkCategory("Store")]
    public Task UploadToStoreAsync() => UploadAsync(_host.Store);

    [Benchmark(Baseline = true, Description = "copy through a socket")]
    [BenchmarkCategory("SRPC")]
    public Task CopyThroughSocketAsync() => SocketCopy.RunAsync(
        Directory.EnumerateFiles(_tree.HostPath, "*", SearchOption.AllDirectories), _target.HostPath + "/copy");

    [Benchmark(Description = "upload by SRPC")]
    [BenchmarkCategory("SRPC")]
    public Task UploadBySrpcAsync() => UploadAsync(_host.Remote);

    private async Task UploadAsync(IImageStore server)
    {
        using var root = TreeRoot.OpenImage(_tree.HostPath);
        await using var upload = await server.BeginUploadAsync(CancellationToken.None);
        var result = await _scanner.ScanAsync(root, null, upload, CancellationToken.None);
        await upload.CommitAsync("benchmark/1", new Image { FileSystem = result.Tree }, CancellationToken.None);
    }
}
