using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Settings;
using Imaginator.Plugins.S3.Tests.Support;
using Imaginator.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Plugins.S3.Tests.Server;

/// <summary>The suite for image stores over HTTP.</summary>
public sealed class S3rverConformanceTests(S3rverServer server) : ImageStoreConformance, IClassFixture<S3rverServer>
{
    private readonly string _url = server.NewUrl();

    // All programs of the suite agree on the short lease.
    private readonly S3Options _options = new()
    {
        CredentialsFile = server.CredentialsFile,
        CollectionInterval = TimeSpan.Zero,
        ClaimLease = TimeSpan.FromSeconds(5),
        PollInterval = TimeSpan.FromMilliseconds(50),
    };

    protected override Task<IImageStore> OpenStoreAsync(CancellationToken cancellationToken) =>
        new S3Uploader(_options, TimeProvider.System, NullLogger.Instance).OpenAsync(_url, cancellationToken);

    protected override async Task<bool> CorruptObjectAsync(ObjectHash hash, CancellationToken cancellationToken)
    {
        using var bucket = BucketClients.Open(StoreUrl.Parse(_url), _options, TimeProvider.System);
        return await PackedBytes.CorruptAsync(bucket, hash, cancellationToken);
    }
}
