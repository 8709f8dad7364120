using System.Net;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Srpc.Access;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>The caller of a method and its access.</summary>
/// <param name="HasMethodAccess">
/// Whether the caller has unrestricted access to the method; otherwise the method is public and checks permissions
/// itself.
/// </param>
/// <param name="Remote">The remote endpoint; null if unknown.</param>
public sealed record SrpcCallContext(SrpcIdentity Caller, bool HasMethodAccess, EndPoint? Remote);

/// <summary>A call on the server side.</summary>
public sealed class SrpcCall(
    InputBuffer input, OutputBuffer output, GobLimits limits, SrpcCallContext context,
    CancellationToken connectionAborted)
    : SrpcChannel(input, output, DominatorTypes.Catalog, limits)
{
    private readonly InputBuffer _input = input;
    private CancellationTokenSource? _disconnected;

    /// <summary>The caller and its access.</summary>
    public SrpcCallContext Context => context;

    /// <summary>Whether the handler has replied with a failure; set by the handler, for metrics.</summary>
    public bool HasFailed { get; set; }

    /// <summary>
    /// Whether the handler has replied with a failure because the caller has no permission; set by the handler, for the audit log.
    /// </summary>
    public bool IsDenied { get; set; }

    /// <summary>Whether the client has disconnected; detected only after <see cref="WatchForDisconnect"/>.</summary>
    public bool HasClientGone => _disconnected is { IsCancellationRequested: true };

    /// <summary>
    /// Starts to watch for a disconnect of the client. For long-running methods that read no more input.
    /// </summary>
    /// <param name="mustBeSilent">
    /// Whether data from the client counts as a disconnect. Otherwise a disconnect after such data is not detected; use
    /// this only for methods that end by themselves.
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
            // Without a lock: the watch can still be running and then finds the source disposed.
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
            // The call has ended in the meantime; the result is not used.
        }
    }
}
