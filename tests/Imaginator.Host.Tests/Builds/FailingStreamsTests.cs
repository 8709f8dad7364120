using Imaginator.Host.Builds;
using Imaginator.Host.History.Records;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.History.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.Builds;

public sealed class FailingStreamsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ConfigurationSite _site = new();
    private readonly BuildHistory _history;

    public FailingStreamsTests() =>
        _history = BuildHistory.Open(_directory.PathOf("history.sqlite"), TimeProvider.System, NullLogger.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _history.Dispose();
        _site.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Streams_FailSinceTheirFirstFailureInARow()
    {
        _site.WriteStreams("a", "b", "good");
        using var configuration = await _site.StartAsync();
        var failing = new FailingStreams(_history, configuration);
        Assert.Empty(failing.List());
        Save("a", (1, true), (2, false), (3, false));
        Save("b", (0, false));
        Save("good", (10, false), (11, true));

        Assert.Equal(
            [
                new FailingStream("b", Records.At(0).Id, FinishOf(0), "b: scripts: exit status 1", 1),
                new FailingStream("a", Records.At(3).Id, FinishOf(2), "a: scripts: exit status 1", 2),
            ],
            failing.List());

        Save("a", (20, true));
        Assert.Equal(["b"], failing.List().Select(stream => stream.StreamName));
    }

    [Fact]
    public async Task StreamThatLeavesTheConfiguration_LeavesTheList_AndComesBackWithIt()
    {
        _site.WriteStreams("a", "b");
        using var configuration = await _site.StartAsync();
        var failing = new FailingStreams(_history, configuration);
        Save("a", (1, false));
        Save("b", (2, false));
        Assert.Equal(2, failing.List().Count);

        _site.WriteStreams("b");
        await configuration.RereadImageStreamsAsync(Token);
        Assert.Equal(["b"], failing.List().Select(stream => stream.StreamName));

        _site.WriteStreams("a", "b");
        await configuration.RereadImageStreamsAsync(Token);
        Assert.Equal(2, failing.List().Count);
    }

    [Fact]
    public async Task CancelledAndInterruptedBuilds_AreNoFailures()
    {
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();
        var failing = new FailingStreams(_history, configuration);
        Save("a", (1, true));
        _history.Save(Records.At(2, "a", RecordedResult.Cancelled));
        _history.Save(Records.At(3, "a", RecordedResult.Interrupted));
        Assert.Empty(failing.List());

        Save("a", (4, false));
        _history.Save(Records.At(5, "a", RecordedResult.Cancelled));
        Assert.Equal(1, Assert.Single(failing.List()).FailuresInARow);
    }

    [Fact]
    public async Task BuildThatEndsAfterALaterOne_CountsByItsSubmission()
    {
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();
        var failing = new FailingStreams(_history, configuration);

        // The first one waited for long.
        Save("a", (2, false), (1, true));
        Assert.Equal(1, Assert.Single(failing.List()).FailuresInARow);

        Save("a", (4, true), (3, false));
        Assert.Empty(failing.List());
    }

    private static DateTimeOffset FinishOf(int minutes) => Records.At(minutes).FinishedAt!.Value;

    private void Save(string stream, params (int Minutes, bool IsGood)[] builds)
    {
        foreach (var (minutes, isGood) in builds)
        {
            _history.Save(Records.At(minutes, stream, isGood ? RecordedResult.Succeeded : RecordedResult.Failed));
        }
    }
}
