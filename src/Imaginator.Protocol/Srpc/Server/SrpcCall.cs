using System.Net;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Srpc.Access;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>Who calls and what he may do.</summary>
/// <param name="HasMethodAccess">
/// Whether he may call the method without restrictions; otherwise it is open to more people and decides itself.
/// </param>
/// <param name="Remote">Where from; null if that is not known.</param>
internal sealed record SrpcCallContext(SrpcIdentity Caller, bool HasMethodAccess, EndPoint? Remote);

/// <summary>A call that a server carries out.</summary>
internal sealed class SrpcCall(
    InputBuffer input, OutputBuffer output, GobLimits limits, SrpcCallContext context,
    CancellationToken connectionAborted)
    : SrpcChannel(input, output, DominatorTypes.Catalog, limits)
{
    private readonly InputBuffer _input = input;
    private CancellationTokenSource? _disconnected;

    /// <summary>Who calls and what he may do.</summary>
    public SrpcCallContext Context => context;

    /// <summary>Whether the caller was told that the call failed; set by its handler, for whoever counts.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Whether the client has gone, as far as somebody watches for that.</summary>
    public bool HasClientGone => _disconnected is { IsCancellationRequested: true };

    /// <summary>
    /// Starts to watch for the client going away. For methods that read nothing more and take their time.
    /// </summary>
    /// <param name="mustBeSilent">
    /// Whether a client that says something is treated like one that has gone. Without this, one that does both goes
    /// unnoticed, which is for methods that come to an end by themselves.
    /// </param>
    public CancellationToken WatchForDisconnect(bool mustBeSilent = false)
    {
        if (_disconnected is null)
        {
            _disconnected = CancellationTokenSource.CreateLinkedTokenSource(connectionAborted);
            _ = CancelWhenGoneAsync(_input, mustBeSilent, _disconnected, connectionAborted);
        }

        return _disconnected.Token;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (_disconnected is { } source)
        {
            // Under the lock of nobody: the watch may still run, and then finds the source disposed of.
            _disconnected = null;
            source.Dispose();
        }
    }

    private static async Task CancelWhenGoneAsync(
        InputBuffer input, bool mustBeSilent, CancellationTokenSource source, CancellationToken connectionAborted)
    {
        if (await input.WatchAsync(connectionAborted) && !mustBeSilent)
        {
            return;
        }

        try
        {
            await source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The call has ended meanwhile; nobody is interested any more.
        }
    }
}
