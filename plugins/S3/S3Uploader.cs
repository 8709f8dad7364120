using Imaginator.ImageStores;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3;

/// <summary>Opens image stores in buckets.</summary>
internal sealed class S3Uploader(S3Options options, TimeProvider timeProvider, ILogger logger) : IUploader
{
    private static ReadOnlySpan<byte> Format => "imaginator image store in a bucket, version 1\n"u8;

    public IReadOnlyCollection<string> Schemes { get; } = [StoreUrl.Scheme];

    /// <summary>Makes the bucket of a URL; for tests.</summary>
    internal Func<StoreUrl, IBucket>? OpenBucket { get; init; }

    public Task<IImageStore> OpenAsync(string url, CancellationToken cancellationToken) => OpenAsync(url, mayCreate: true, cancellationToken);

    public Task<IImageStore> OpenExistingAsync(string url, CancellationToken cancellationToken) =>
        OpenAsync(url, mayCreate: false, cancellationToken);

    private async Task<IImageStore> OpenAsync(string url, bool mayCreate, CancellationToken cancellationToken)
    {
        var parsed = StoreUrl.Parse(url);
        cancellationToken.ThrowIfCancellationRequested();
        if (parsed.Endpoint is { IsLoopback: false } endpoint && endpoint.Scheme == Uri.UriSchemeHttp)
        {
            S3StoreLog.Unencrypted(logger, parsed.DisplayName);
        }

        var bucket = OpenBucket?.Invoke(parsed) ?? BucketClients.Open(parsed, options, timeProvider);
        try
        {
            var store = new S3ImageStore(bucket, options, timeProvider, logger);
            try
            {
                if (mayCreate)
                {
                    await store.RequireWritableAsync(cancellationToken);
                }

                await RequireFormatAsync(bucket, mayCreate, cancellationToken);
                return store;
            }
            catch
            {
                await store.DisposeAsync();
                throw;
            }
        }
        catch (SqliteException e)
        {
            bucket.Dispose();
            throw new ImageStoreException(
                ImageStoreError.Unreachable, $"store {parsed.DisplayName}: cannot create a temporary database: {e.Message.TrimEnd('.')}; check the disk of /var/tmp", e);
        }
    }

    private static async Task RequireFormatAsync(IBucket bucket, bool mayCreate, CancellationToken cancellationToken)
    {
        var present = await bucket.TryGetAsync(StoreKeys.Format, StoreLimits.RecordBytes, cancellationToken);
        if (present is null && !mayCreate)
        {
            throw new ImageStoreException(
                ImageStoreError.Unreachable,
                $"no image store at {bucket.DisplayName}; check -imageStore, or build an image first: the first build creates the store");
        }

        if (present is null && await bucket.TryWriteAsync(StoreKeys.Format, Format.ToArray(), WriteCondition.Absent, cancellationToken) is null)
        {
            present = await bucket.TryGetAsync(StoreKeys.Format, StoreLimits.RecordBytes, cancellationToken);
        }

        if (present is not null && !present.Contents.AsSpan().SequenceEqual(Format))
        {
            throw new ImageStoreException(
                ImageStoreError.Unreachable,
                $"cannot open store {bucket.DisplayName}: the version in the object \"{StoreKeys.Format}\" is unknown; upgrade the program, or use another prefix");
        }
    }
}
