using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Hosting.Events;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.Hosting.Tests.Events;

public sealed class BuildEventMappingTests
{
    private static readonly BuildEvent[] Events =
    [
        new StageStarted("base", BuildStage.PreInstallScripts),
        new StageFinished("base", BuildStage.Scan, TimeSpan.FromSeconds(1.5), "3 files, 1.9 MiB"),
        new StageFinished("base", BuildStage.DiskImage, TimeSpan.Zero, null),
        new ManifestFetched("users/web", "main", "c0ffee"),
        new ManifestFetched("users/web", null, null),
        new SourceImageChosen("users/web", "base/2026-11-24:12:00:00"),
        new ImageNamed("users/web", "users/web/2026-11-24:12:00:00"),
        new BuildQueued("users/web", "38gddnd03g9vf", 3, "a free slot"),
        new BuildQueued("users/web", "38gddnd03g9vf", null, null),
    ];

    [Fact]
    public void EveryKindOfEvent_ArrivesAsItWasSent()
    {
        Assert.Equal(Events, Events.Select(sent => BuildEventMapping.ToModel(BuildEventMapping.ToWire(sent)!)));
        Assert.Equal(
            typeof(BuildEvent).Assembly.GetTypes().Where(type => type.IsPublic && type.BaseType == typeof(BuildEvent)).ToHashSet(),
            Events.Select(sent => sent.GetType()).ToHashSet());
    }

    [Theory]
    [InlineData("", "base", "scan", "")]
    [InlineData("SomethingNew", "base", "scan", "")]
    [InlineData("StageStarted", "", "scan", "")]
    [InlineData("StageStarted", "ba se", "scan", "")]
    [InlineData("StageStarted", "base", "nonsense", "")]
    [InlineData("StageStarted", "base", "", "")]
    [InlineData("SourceImageChosen", "base", "", "")]
    [InlineData("SourceImageChosen", "base", "", "a\nb")]
    [InlineData("ImageNamed", "base", "", "a\u001b[2J")]
    [InlineData("BuildQueued", "base", "", "")]
    public void InvalidMessages_AreNoEvents(string kind, string stream, string stage, string image) =>
        Assert.Null(BuildEventMapping.ToModel(
            new BuildEventMessage { Kind = kind, StreamName = stream, Stage = stage, ImageName = image }));

    [Fact]
    public void LongNamesAndImpossibleDurations_AreNoEvents()
    {
        var message = new BuildEventMessage { Kind = "StageFinished", StreamName = "base", Stage = "scan" };
        Assert.NotNull(BuildEventMapping.ToModel(message));
        Assert.Null(BuildEventMapping.ToModel(message with { StreamName = new string('x', BuildEventMapping.MaximumNameLength + 1) }));
        Assert.Null(BuildEventMapping.ToModel(message with { Elapsed = new GobDuration(-1_000_000) }));
        Assert.Null(BuildEventMapping.ToModel(message with { Elapsed = new GobDuration(long.MaxValue) }));
        Assert.Null(BuildEventMapping.ToModel(new BuildEventMessage { Kind = "ManifestFetched", StreamName = "base", CommitId = "a b" }));
    }

    [Fact]
    public void Details_AreCut_AndStayOnOneLine()
    {
        var sent = new StageFinished("base", BuildStage.Scan, TimeSpan.Zero, "a\nb\u001b" + new string('x', 100_000));
        var received = Assert.IsType<StageFinished>(BuildEventMapping.ToModel(BuildEventMapping.ToWire(sent)!));
        Assert.StartsWith("abx", received.Detail, StringComparison.Ordinal);
        Assert.True(received.Detail!.Length <= BuildEventMapping.MaximumDetailLength + 1);
    }
}
