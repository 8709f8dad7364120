using System.Diagnostics;
using System.Text.Json;
using Imaginator.Building.Leftovers;
using Imaginator.Building.Sandboxing.ControlGroups;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Building.Tests.Leftovers;

public sealed class LeftoverRecordsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Things_OfEndedProcess_AreRemoved()
    {
        var kind = new FakeKind();
        await using (var killed = Open(kind))
        {
            killed.Register(kind, "/somewhere/else");
            killed.Register(kind, "/removed in time").Dispose();
            killed.Register(kind, "/gone");
        }

        await using var next = Open(kind);
        await next.Cleaning.WaitAsync(Cancelled);
        Assert.Equal(["/somewhere/else"], kind.Removed);
        await using var third = Open(kind);
        await third.Cleaning.WaitAsync(Cancelled);
        Assert.Single(kind.Removed);
    }

    [Fact]
    public async Task Record_IsTheJsonThatOtherVersionsRead()
    {
        var kind = new FakeKind();
        const string Thing = "/a \"path\"\nwith ü and \\";
        await using var living = Open(kind);
        living.Register(kind, Thing);

        var file = Directory.EnumerateFiles(_directory.PathOf("leftovers"), "*", SearchOption.AllDirectories)
            .Single(path => Path.GetFileName(path) != "lock");
        var boot = (await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id", Cancelled)).Trim();

        Assert.Equal(
            JsonSerializer.SerializeToUtf8Bytes(new LeftoverRecord("fake", Thing, boot), LeftoverJson.Default.LeftoverRecord),
            await File.ReadAllBytesAsync(file, Cancelled));
    }

    [Fact]
    public async Task Things_OfLivingProcess_Stay()
    {
        var kind = new FakeKind();
        await using var living = Open(kind);
        living.Register(kind, "/in use");
        await using var other = Open(kind);
        await other.Cleaning.WaitAsync(Cancelled);
        Assert.Empty(kind.Removed);
    }

    [Fact]
    public async Task Thing_ThatCannotBeRemoved_IsRetriedByTheNextStart()
    {
        var kind = new FakeKind { Fails = true };
        await using (var killed = Open(kind))
        {
            killed.Register(kind, "/stuck");
        }

        await using (var second = Open(kind))
        {
            await second.Cleaning.WaitAsync(Cancelled);
        }

        kind.Fails = false;
        await using var third = Open(kind);
        await third.Cleaning.WaitAsync(Cancelled);
        Assert.Equal(["/stuck", "/stuck"], kind.Removed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Kind\":\"fake\",\"Pa")]
    [InlineData("{\"Kind\":\"fake\",\"Path\":\"/before the reboot\",\"Boot\":\"another\"}")]
    public async Task Record_WithoutAThing_IsDeleted(string text)
    {
        var kind = new FakeKind();
        var owner = Directory.CreateDirectory(_directory.PathOf("leftovers/owner-killed")).FullName;
        await File.WriteAllTextAsync(Path.Combine(owner, "record"), text, Cancelled);
        await using var next = Open(kind);
        await next.Cleaning.WaitAsync(Cancelled);
        Assert.Empty(kind.Removed);
        Assert.False(Directory.Exists(owner));
    }

    /// <summary>A daemon of one parent is killed, and the next one has another parent.</summary>
    [Fact]
    public async Task ControlGroups_BelowAnotherParent_AreRemovedWithTheirProcesses()
    {
        var root = ControlGroupRoot();
        var parent = Path.Combine(root, $"imaginator-test-{Guid.NewGuid():N}");
        var stale = Path.Combine(parent, $"imaginator-{int.MaxValue}-1-{Guid.NewGuid():N}");
        var own = Path.Combine(parent, ControlGroupName.Create());
        Directory.CreateDirectory(stale);
        Directory.CreateDirectory(own);
        using var process = Process.Start("sleep", "1000");
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(stale, "cgroup.procs"), process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), Cancelled);
            var kind = new ControlGroupLeftovers(TimeProvider.System);
            await using (var killed = Open(kind))
            {
                killed.Register(kind, parent);
            }

            await using (var next = Open(kind))
            {
                await next.Cleaning.WaitAsync(Cancelled);
            }

            Assert.False(Directory.Exists(stale));
            Assert.True(Directory.Exists(own));
            await process.WaitForExitAsync(Cancelled);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            foreach (var path in new[] { stale, own, parent }.Where(Directory.Exists))
            {
                Directory.Delete(path);
            }
        }
    }

    private static string ControlGroupRoot() => ControlGroupMount.Parse(
            File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup"))
        .First(mount => mount.Unified || mount.Controllers == Controllers.Processes).MountPoint;

    private LeftoverRecords Open(ILeftoverKind kind) =>
        LeftoverRecords.Open(_directory.PathOf("leftovers"), [kind], NullLogger.Instance);

    private sealed class FakeKind : ILeftoverKind
    {
        public string Name => "fake";

        public bool EndsWithMachine => true;

        public bool Fails { get; set; }

        public List<string> Removed { get; } = [];

        public Task<LeftoverRemoval> RemoveAsync(string path)
        {
            Removed.Add(path);
            return Task.FromResult(Fails ? LeftoverRemoval.InUse : LeftoverRemoval.Removed);
        }

        public bool IsAbsent(string path) => path == "/gone";
    }
}
