using System.Diagnostics;
using System.Globalization;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Scanning;
using Imaginator.Building.Trees;
using Imaginator.ImageStores;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Scanners;

public sealed class ScannerTests : IDisposable
{
    private const long MiB = 1024 * 1024;

    private readonly TemporaryTree _tree = new();
    private readonly MemoryImageServer _server = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private ScannedTree Tree => new(_tree.Root, _tree.HostPath);

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "/[a-c]/.*")]
    [InlineData(3, "!\n.*[a-d]")]
    public async Task Result_IsThatOfAScanInThisProcess(int seed, string? lines)
    {
        RandomTree.Fill(_tree.Handle, seed, entries: 300);
        _tree.Write("large", new byte[3 * MiB]);
        var filter = lines is null ? null : PathFilter.Compile(lines.Split('\n'));
        var here = await new TreeScanner(TimeProvider.System).ScanAsync(_tree.Root, filter, await BeginAsync(), Cancelled);
        var expected = _server.Objects.Keys.ToHashSet();
        _server.Objects.Clear();

        var there = await TestScanner.ScanAsync(Tree, consumesFiles: true, filter, await BeginAsync(), Cancelled);

        Assert.Equal(TreeDump.Lines(here.Tree), TreeDump.Lines(there.Tree));
        Assert.Equal(here.Statistics with { Duration = default }, there.Statistics with { Duration = default });
        Assert.Equal(expected, _server.Objects.Keys.ToHashSet());
    }

    [Fact]
    public async Task Process_CanDoNothingButRead()
    {
        _tree.Write("file", [1]);
        await using var scanner = TestScanner.Start(Tree);
        Assert.Empty(await scanner.FindLeftOutAsync(null, Cancelled));

        foreach (var thread in Directory.GetDirectories($"/proc/{scanner.ProcessId}/task"))
        {
            var status = await File.ReadAllLinesAsync($"{thread}/status", Cancelled);
            Assert.Contains("NoNewPrivs:\t1", status);
            Assert.Contains("Seccomp:\t2", status);
            Assert.Contains("Uid:\t60984\t60984\t60984\t60984", status);

            // CAP_DAC_READ_SEARCH and CAP_SYS_ADMIN, or nothing.
            Assert.Contains(status, line => line is "CapEff:\t0000000000200004" or "CapEff:\t0000000000000000");
            Assert.Contains(status, line => line is "CapPrm:\t0000000000200004" or "CapPrm:\t0000000000000000");
        }

        // The root is a /proc that shows only the process itself.
        Assert.False(Directory.Exists($"/proc/{scanner.ProcessId}/root/etc"));
        Assert.False(File.Exists($"/proc/{scanner.ProcessId}/root/meminfo"));
        var limits = await File.ReadAllLinesAsync($"/proc/{scanner.ProcessId}/limits", Cancelled);
        Assert.Contains(limits, line => line.StartsWith("Max open files", StringComparison.Ordinal) && line.Contains(" 2048 ", StringComparison.Ordinal));
        var group = await File.ReadAllTextAsync($"/proc/{scanner.ProcessId}/cgroup", Cancelled);
        Assert.Contains($"imaginator-{Environment.ProcessId}-", group, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeepTree_FailsWithItsPath()
    {
        MakeDeep(4500).Dispose();
        await using var scanner = TestScanner.Start(Tree);

        var exception = await Assert.ThrowsAsync<ScanException>(async () => await ScanAsync(scanner));

        Assert.Contains("but the maximum is 4095 bytes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeepTree_FailsTheSearchForWhatIsLeftOut()
    {
        MakeDeep(4500).Dispose();
        await using var scanner = TestScanner.Start(Tree);

        var exception = await Assert.ThrowsAsync<ScanException>(async () => await scanner.FindLeftOutAsync(null, Cancelled));

        Assert.StartsWith("the image cannot have /d/d", exception.Message, StringComparison.Ordinal);
        Assert.Contains("but the maximum is 4095 bytes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LeftOutFilesWithTooLongPaths_AreFoundAndCanBeRemoved()
    {
        // 2047 times two bytes are 4094 bytes.
        using (var deepest = MakeDeep(2047))
        {
            deepest.CreateFile(new string('x', 251) + ".log", 0x180).Dispose();
            deepest.MakeNode("socket", (uint)FileType.Socket | 0x180, 0);
        }

        _tree.Write("last.log", [1]);
        await using var scanner = TestScanner.Start(Tree);

        var leftOut = await scanner.FindLeftOutAsync(PathFilter.Compile([@".*\.log$"]), Cancelled);
        foreach (var path in leftOut)
        {
            using var parent = _tree.Root.OpenParent(path, out var name);
            TreeRemover.Remove(parent, name, Cancelled);
        }

        Assert.Equal(3, leftOut.Count);
        var scanned = (await ScanAsync(scanner)).Tree;
        Assert.Equal((2048UL, 0UL), (scanned.DirectoryCount, scanned.NumRegularInodes));
    }

    [Fact]
    public async Task SparseFileAboveTheLimit_FailsBeforeItIsRead()
    {
        _tree.Write("sparse", []);
        await using (var file = new FileStream(_tree.Path("sparse"), FileMode.Open))
        {
            file.SetLength(20L << 30);
        }

        await using var scanner = TestScanner.Start(Tree);
        var exception = await Assert.ThrowsAsync<ScanException>(
            async () => await scanner.ScanAsync(true, null, ScanLimits.Default, await BeginAsync(), Cancelled));

        Assert.Contains("limit ImageSize", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemoryAboveTheLimit_FailsWithTheLimit()
    {
        using var tree = TemporaryTree.InMemory();
        for (var directory = 0; directory < 20; directory++)
        {
            tree.Write($"{directory}/0", []);
            using var handle = tree.Handle.OpenDirectory(directory.ToString(CultureInfo.InvariantCulture));
            for (var number = 1; number < 1500; number++)
            {
                handle.MakeSymbolicLink(new string('n', 200) + number, new string('t', 500));
            }
        }

        await using var scanner = TestScanner.Start(new ScannedTree(tree.Root, tree.HostPath), new SandboxLimits(32 * MiB, 64));
        var exception = await Assert.ThrowsAsync<SandboxException>(async () => await ScanAsync(scanner));

        Assert.StartsWith("out of memory (limit 32 MiB) while the tree was scanned", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("raise Memory in the Limits of the stream", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KilledProcess_FailsTheScanAndLeavesNothing()
    {
        _tree.Write("file", [1]);
        var descriptors = DescriptorsOfTree();
        int processId;
        List<string> groups;
        await using (var scanner = TestScanner.Start(Tree))
        {
            processId = scanner.ProcessId;
            groups = GroupsOf(processId);
            Assert.NotEmpty(groups);
            Process.GetProcessById(processId).Kill();
            var exception = await Assert.ThrowsAsync<SandboxException>(async () => await ScanAsync(scanner));
            Assert.Equal(
                "the process that scans the tree ended unexpectedly: it was killed; build the image again", exception.Message);
        }

        Assert.False(Directory.Exists($"/proc/{processId}"));
        Assert.DoesNotContain(groups, Directory.Exists);
        Assert.Equal(descriptors, DescriptorsOfTree());
    }

    [Fact]
    public async Task Cancellation_EndsTheProcess()
    {
        _tree.Write("file", [1]);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var server = new MemoryImageServer { BeforeAddition = _ => cancelled.Cancel() };
        await using var scanner = TestScanner.Start(Tree);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await scanner.ScanAsync(
            true, null, ScanLimits.None, await server.BeginUploadAsync(Cancelled), cancelled.Token));

        await Wait.UntilAsync(() => !Directory.Exists($"/proc/{scanner.ProcessId}/fd")
            || File.ReadAllText($"/proc/{scanner.ProcessId}/stat").Contains(") Z ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FailureOfTheStore_IsTheFailureOfTheScan()
    {
        RandomTree.Fill(_tree.Handle, seed: 1, entries: 200);
        var server = new MemoryImageServer { BeforeAddition = _ => throw new ImageStoreException(ImageStoreError.BadRequest, "full") };
        await using var scanner = TestScanner.Start(Tree);

        var exception = await Assert.ThrowsAsync<ImageStoreException>(async () => await scanner.ScanAsync(
            true, null, ScanLimits.None, await server.BeginUploadAsync(Cancelled), Cancelled));

        Assert.Equal("full", exception.Message);
    }

    private static List<string> GroupsOf(int processId) =>
    [
        .. File.ReadLines($"/proc/{processId}/cgroup").Select(line => line.Split('/')[^1])
            .Where(name => name.StartsWith("imaginator-", StringComparison.Ordinal)).Distinct()
            .SelectMany(name => Directory.EnumerateDirectories("/sys/fs/cgroup", name, new EnumerationOptions { RecurseSubdirectories = true })),
    ];

    private DirectoryHandle MakeDeep(int depth)
    {
        var current = _tree.Handle.Reopen();
        for (var level = 0; level < depth; level++)
        {
            current.MakeDirectory("d", 0x1ED);
            var next = current.OpenDirectory("d");
            current.Dispose();
            current = next;
        }

        return current;
    }

    private int DescriptorsOfTree() => Directory.GetFileSystemEntries("/proc/self/fd").Count(
        link => new FileInfo(link).LinkTarget?.StartsWith(_tree.HostPath, StringComparison.Ordinal) == true);

    private ValueTask<IImageUpload> BeginAsync() => _server.BeginUploadAsync(Cancelled);

    private async Task<ScanResult> ScanAsync(Scanner scanner) =>
        await scanner.ScanAsync(consumesFiles: true, null, ScanLimits.None, await BeginAsync(), Cancelled);
}
