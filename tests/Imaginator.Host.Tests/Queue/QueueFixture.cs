using Imaginator.Building.Builds;
using Imaginator.Host.Queue;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Queue;

/// <summary>A queue with a runner that does what the test says.</summary>
internal sealed class QueueFixture : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("imaginator-queue-").FullName;

    public QueueFixture(int places = 1, params IBuildListener[] listeners)
    {
        Queue = new BuildQueue(
            new QueueOptions { Directory = _directory, MaximumConcurrentBuilds = places },
            Runner,
            new BuildListeners(listeners, NullLogger<BuildListeners>.Instance),
            Time,
            NullLogger<BuildQueue>.Instance);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public ScriptedRunner Runner { get; } = new();

    public BuildQueue Queue { get; }

    public static BuildOrder Order(string stream, BuildReason reason = BuildReason.Request) =>
        new(new BuildRequest { StreamName = stream }, reason, new Caller { UserName = "ann" });

    /// <summary>Lets a stream's builds succeed, and waits for one.</summary>
    public async Task<BuildOutcome> FinishAsync(IBuildTicket ticket, string stream)
    {
        Runner.Release(stream);
        return await ticket.Completion.WaitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.StopAsync(TestContext.Current.CancellationToken);
        Directory.Delete(_directory, recursive: true);
    }
}
