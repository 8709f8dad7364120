using System.Runtime.ExceptionServices;

namespace Imaginator.Plugins.GitSource.Channels.Inspection;

/// <summary>
/// Checks the pieces of a pack as they arrive. libgit2 resolves deltas in memory after the last piece, and trusts the sizes in
/// them: 400 bytes can require any amount of memory and time.
/// </summary>
/// <remarks>
/// <see cref="PackReader"/> reads one byte after the other, on a separate thread. The thread of the fetch waits until that
/// thread has read the piece: the two never run at the same time.
/// </remarks>
internal sealed class PackInspector : IDisposable
{
    private readonly PieceSource _source = new();
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    public PackInspector(FetchLimits limits)
    {
        _thread = new Thread(() => Read(limits)) { IsBackground = true, Name = "git pack inspection" };
        _thread.Start();
    }

    /// <summary>Checks the next piece of the pack.</summary>
    /// <exception cref="Imaginator.Manifests.ManifestFetchException">The pack exceeds a limit, or is damaged.</exception>
    public void Accept(ReadOnlySpan<byte> piece)
    {
        _source.Offer(piece);
        _failure?.Throw();
    }

    public void Dispose()
    {
        _source.Close();
        _thread.Join();
        _source.Dispose();
    }

    private void Read(FetchLimits limits)
    {
        try
        {
            new PackReader(_source, limits).Read();
        }
        catch (OperationCanceledException)
        {
            // The fetch ended before the pack.
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            _source.Finish();
        }
    }
}
