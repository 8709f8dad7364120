using System.Runtime.CompilerServices;
using Imaginator.ImageStores;
using Imaginator.Plugins.S3.Buckets;

namespace Imaginator.Plugins.S3.Tests.Support;

/// <summary>A client of a <see cref="MemoryServer"/>, which can crash at any request.</summary>
internal sealed class MemoryBucket(MemoryServer server) : IBucket
{
    private int _requestsLeft = int.MaxValue;
    private bool _losesAnswers;

    public string DisplayName => "s3://test/memory";

    public ServerClock Clock { get; } = new(server.Time);

    /// <summary>Lets all requests after some fail.</summary>
    /// <param name="requests">The number of requests that succeed.</param>
    /// <param name="losesAnswers">True if the first one that fails has its effect: only its answer is lost.</param>
    public void CrashAfter(int requests, bool losesAnswers) => (_requestsLeft, _losesAnswers) = (requests, losesAnswers);

    public Task<string?> PutAsync(string key, ReadOnlyMemory<byte> contents, WriteCondition condition, CancellationToken cancellationToken) =>
        CallAsync(() => server.Put(key, contents, condition), cancellationToken);

    public Task<BucketObject?> TryGetAsync(string key, int maximumLength, CancellationToken cancellationToken) => CallAsync(
        () => server.Get(key) is not { } present ? null
            : present.Contents.Length <= maximumLength ? present
            : throw new ImageStoreException(ImageStoreError.Corrupt, $"{key} is too long"),
        cancellationToken);

    public Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken) => CallAsync<Stream?>(
        () =>
        {
            server.CountRead();
            return server.Get(key) is { } present
                ? new MemoryStream(present.Contents[(int)Math.Min(offset, present.Contents.Length)..(int)Math.Min(offset + length, present.Contents.Length)])
                : null;
        },
        cancellationToken);

    public async IAsyncEnumerable<BucketEntry> ListAsync(
        string prefix, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int PageLength = 1000;
        foreach (var (index, entry) in (await CallAsync(() => server.List(prefix, after), cancellationToken)).Index())
        {
            if (index > 0 && index % PageLength == 0)
            {
                server.CountRequest();
            }

            yield return entry;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => CallAsync(
        () =>
        {
            server.Delete(key);
            return true;
        },
        cancellationToken);

    public Task<string> BeginPartsAsync(string key, CancellationToken cancellationToken) => CallAsync(server.BeginParts, cancellationToken);

    public Task<string> PutPartAsync(
        string key, string uploadId, int number, ReadOnlyMemory<byte> contents, CancellationToken cancellationToken) =>
        CallAsync(() => server.PutPart(key, uploadId, number, contents), cancellationToken);

    public Task CompletePartsAsync(string key, string uploadId, IReadOnlyList<string> tags, CancellationToken cancellationToken) => CallAsync(
        () =>
        {
            server.CompleteParts(key, uploadId);
            return true;
        },
        cancellationToken);

    public Task AbortPartsAsync(string key, string uploadId, CancellationToken cancellationToken) => CallAsync(
        () =>
        {
            server.AbortParts(uploadId);
            return true;
        },
        cancellationToken);

    public void Dispose()
    {
    }

    private async Task<T> CallAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
        server.CountRequest();
        switch (Interlocked.Decrement(ref _requestsLeft))
        {
            case -1 when _losesAnswers:
                call();
                throw Crash();
            case < 0:
                // Not back to a positive number after many requests.
                Volatile.Write(ref _requestsLeft, -2);
                throw Crash();
            default:
                return call();
        }
    }

    private static ImageStoreException Crash() => new(ImageStoreError.Unreachable, "the client has crashed");
}
