using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Imaginator.Building.Unpacking;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;

namespace Imaginator.Benchmarks;

/// <summary>Making a tree from objects, beside <c>cp -a</c> of the same tree. Everything is in the page cache.</summary>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls CleanUpAsync.")]
public class UnpackingBenchmarks
{
    private BenchmarkTree _tree = null!;
    private BenchmarkTree _objects = null!;
    private BenchmarkTree _target = null!;
    private FolderImageServer _server = null!;
    private Image _image = null!;

    [Params("5000 x 24 KiB", "4 x 64 MiB")]
    public string Files { get; set; } = "";

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _tree = BenchmarkTree.Shared(Files);
        _objects = BenchmarkTree.Empty();
        _server = new FolderImageServer(_objects.HostPath);
        using var root = TreeRoot.OpenImage(_tree.HostPath);
        var result = await new TreeScanner(TimeProvider.System).ScanAsync(root, null, _server, CancellationToken.None);
        _image = new Image { FileSystem = result.Tree };
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _server.DisposeAsync();
        _objects.Dispose();
    }

    [IterationSetup]
    public void MakeTarget() => _target = BenchmarkTree.Empty();

    [IterationCleanup]
    public void RemoveTarget() => _target.Dispose();

    [Benchmark(Baseline = true, Description = "cp -a")]
    public void Copy()
    {
        using var process = Process.Start("cp", ["-a", "--reflink=never", _tree.HostPath + "/.", _target.HostPath]);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"cp failed: {process.ExitCode}");
        }
    }

    [Benchmark(Description = "unpack")]
    public Task UnpackAsync() => ImageUnpacker.UnpackAsync(_server, _image, _target.HostPath, CancellationToken.None);
}
