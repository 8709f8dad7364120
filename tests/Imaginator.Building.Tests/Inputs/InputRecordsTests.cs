using Imaginator.Building.Inputs;
using Imaginator.Building.Tests.Trees;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Building.Tests.Inputs;

public sealed class InputRecordsTests : IDisposable
{
    private static readonly InputRecord Record = new("users/../one", "users/../one/2026-11-24:10:00:00", "abc", DateTimeOffset.UnixEpoch);

    private readonly TestTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void RemembersTheNewestOfAStream()
    {
        Records().Save(Record with { ImageName = "older" });
        Records().Save(Record);
        Assert.Equal(Record, Records().Find(Record.StreamName));
        Assert.Null(Records().Find("another"));
        Assert.Single(Directory.GetFileSystemEntries(_tree["inputs"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"StreamName": "another"}""")]
    public void KnowsNothing_WhereAFileIsBroken(string contents)
    {
        Records().Save(Record);
        File.WriteAllText(Directory.GetFiles(_tree["inputs"]).Single(), contents);
        Assert.Null(Records().Find(Record.StreamName));
    }

    private InputRecords Records() => new(_tree["inputs"], NullLogger.Instance);
}
