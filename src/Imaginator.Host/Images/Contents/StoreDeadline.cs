using System.Globalization;
using Imaginator.ImageStores;

namespace Imaginator.Host.Images.Contents;

/// <summary>Bounds the time of reads from the image store, which can be on another machine. Thread-safe.</summary>
internal sealed class StoreDeadline(TimeSpan timeout, TimeProvider timeProvider)
{
    /// <summary>Runs a read.</summary>
    /// <param name="action">The read, for the error: <c>reading image "x"</c>.</param>
    /// <exception cref="ImageStoreException">The store fails, or does not answer in time.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public async Task<T> RunAsync<T>(string action, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await read(either.Token);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ImageStoreException(
                ImageStoreError.Unreachable,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{action} failed: the image store did not answer within {timeout.TotalSeconds:0} s; try again later"),
                e);
        }
    }
}
