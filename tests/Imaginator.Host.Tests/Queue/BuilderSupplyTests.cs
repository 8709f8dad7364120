using Imaginator.Host.Queue.Space;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Queue;

/// <summary>The builder of a daemon whose disk is full when it starts.</summary>
public sealed class BuilderSupplyTests
{
    [Fact]
    public async Task FullDisk_IsTheReason_UntilThereIsSpace()
    {
        using var disk = new SmallFileSystem(4 * 1024);
        await using var supply = new BuilderSupply(
            disk.FullName, () => throw new ImaginatorException("the builder is opened"));
        disk.Fill();

        Assert.StartsWith($"builds cannot write to \"{disk.FullName}\"", supply.Prepare(), StringComparison.Ordinal);
        Assert.Throws<ImaginatorException>(() => supply.Builder);

        disk.MakeRoom();
        Assert.Equal("the builder is opened", supply.TryPrepare());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    public async Task ShortageOfSpace_TrimsCaches_AndBuildsStart(long minimumFreeSpace)
    {
        using var disk = new SmallFileSystem(4 * 1024);
        disk.Fill();
        var trimmed = 0;
        await using var supply = new BuilderSupply(
            disk.FullName,
            () => throw new ImaginatorException("the builder is opened"),
            () =>
            {
                disk.MakeRoom();
                Interlocked.Increment(ref trimmed);
            });
        using var monitor = new SpaceMonitor(
            new SpaceOptions { Directories = [disk.FullName], Minimum = minimumFreeSpace, IsExplicit = true },
            new FakeTimeProvider(), NullLogger<SpaceMonitor>.Instance, supply);

        await Wait.UntilAsync(() => Volatile.Read(ref trimmed) > 0);

        monitor.Check();
        Assert.Equal("the builder is opened", monitor.Shortage);
    }

    [Fact]
    public void ReservedSpace_IsFreeWhenTheDiskIsFull()
    {
        using var disk = new SmallFileSystem(64 * 1024);
        var reserved = new ReservedSpace(disk.FullName);
        reserved.TryReserve();
        reserved.ReleaseIfFull();
        Assert.True(File.Exists(disk.PathOf("reserved-space")));
        disk.Fill();
        Assert.NotNull(reserved.FindRefusal());

        reserved.ReleaseIfFull();

        Assert.Null(reserved.FindRefusal());
        Assert.InRange(FreeSpace.Of(disk.FullName).Free, 3 << 20, 4 << 20);
    }
}
