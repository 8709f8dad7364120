using Imaginator.Building.Events;
using Imaginator.Hosting.Progress;

namespace Imaginator.Hosting.Tests.Progress;

public sealed class QueueLinesTests
{
    [Fact]
    public void Build_HasItsAddressOnce_ItsPositionsAndItsStart()
    {
        var lines = new QueueLines(id => $"http://host:6975/builds/{id}");

        Assert.Equal("build 7 at http://host:6975/builds/7: queued, position 2: waits for a free slot", lines.Next(Queued(2, "waits for a free slot")));
        Assert.Null(lines.Next(Queued(2, "waits for a free slot")));
        Assert.Equal("build 7: queued, position 1", lines.Next(Queued(1, null)));
        Assert.Equal("build 7: started", lines.Next(Queued(null, null)));
        Assert.Null(lines.Next(Queued(null, null)));
    }

    [Fact]
    public void BuildWithoutPages_HasItsIdOnly() =>
        Assert.Equal("build 7: started", new QueueLines(addressOf: null).Next(Queued(null, null)));

    private static BuildQueued Queued(int? position, string? reason) => new("web", "7", position, reason);
}
