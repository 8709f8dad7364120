using Imaginator.Building.Events;
using Imaginator.Hosting.Events;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Methods;

/// <summary>
/// Sends the replies of one call: of <c>Imaginator.BuildImage</c> as they are, or, with events, as
/// <see cref="BuildImageProgress"/>. Thread-safe.
/// </summary>
internal sealed class BuildReplies(SrpcCall call, bool withEvents) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);

    public bool WithEvents => withEvents;

    public Task SendAsync(BuildImageResponse response, CancellationToken cancellationToken) => withEvents
        ? WriteAsync(new BuildImageProgress { Response = response }, cancellationToken)
        : WriteAsync(response, cancellationToken);

    /// <summary>Sends an event, if its kind is one that peers receive.</summary>
    public Task SendAsync(BuildEvent buildEvent, CancellationToken cancellationToken) =>
        BuildEventMapping.ToWire(buildEvent) is { } message
            ? WriteAsync(new BuildImageProgress { Event = message }, cancellationToken)
            : Task.CompletedTask;

    /// <summary>Sends all events of a build while they happen.</summary>
    public async Task SendAsync(IAsyncEnumerable<BuildEvent> events, CancellationToken cancellationToken)
    {
        await foreach (var buildEvent in events.WithCancellation(cancellationToken))
        {
            await SendAsync(buildEvent, cancellationToken);
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task WriteAsync<T>(T reply, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await call.WriteAsync(reply, cancellationToken);
            await call.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }
}
