using Imaginator.ImageStores;
using Imaginator.Plugins.S3.Settings;
using Imaginator.Plugins.S3.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Plugins.S3.Tests.Server;

public sealed class S3rverTests(S3rverServer server) : IClassFixture<S3rverServer>
{
    private readonly string _url = server.NewUrl();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refuses_ServersWithoutConditionalWrites()
    {
        var url = await server.StartPlainAsync();

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => OpenAsync(url));

        Assert.Equal(ImageStoreError.Unreachable, exception.Reason);
        Assert.Contains("ignores the condition If-None-Match", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LargeObjects_AreWrittenInParts()
    {
        var files = SampleImages.Random(2, 12_000_000, seed: 1);
        await using (var store = await OpenAsync(_url, new S3Options { PackSize = 5 << 20 }))
        {
            await SampleImages.AddAsync(store, "s/1", files);
        }

        await using var other = await OpenAsync(_url);
        await SampleImages.RequireCompleteAsync(other, "s/1", files);
    }

    [Fact]
    public async Task WrongCredentials_AreAnError_WithoutThem()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("credentials", "[default]\naws_access_key_id = S3RVER\naws_secret_access_key = wrong-secret\n");

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => OpenAsync(_url, new S3Options { CredentialsFile = file }));

        Assert.Equal(ImageStoreError.AccessDenied, exception.Reason);
        Assert.DoesNotContain("wrong-secret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingBucket_IsAnError()
    {
        var exception = await Assert.ThrowsAsync<ImageStoreException>(
            () => OpenAsync(_url.Replace($"s3://{S3rverServer.Bucket}/", "s3://missing/", StringComparison.Ordinal)));

        Assert.Equal(ImageStoreError.Unreachable, exception.Reason);

        // The first error, and not that of the cleanup after it.
        Assert.Contains("cannot write probe/", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoreThatDoesNotExist_IsNotCreatedByReaders()
    {
        var uploader = new S3Uploader(Options(), TimeProvider.System, NullLogger.Instance);

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => uploader.OpenExistingAsync(_url, Token));

        Assert.Contains("no image store at", exception.Message, StringComparison.Ordinal);
        await (await OpenAsync(_url)).DisposeAsync();
        await (await uploader.OpenExistingAsync(_url, Token)).DisposeAsync();
    }

    private S3Options Options() => new() { CredentialsFile = server.CredentialsFile, CollectionInterval = TimeSpan.Zero };

    private Task<IImageStore> OpenAsync(string url, S3Options? options = null)
    {
        options ??= Options();
        var complete = options.CredentialsFile.Length > 0 ? options : options with { CredentialsFile = server.CredentialsFile };
        return new S3Uploader(complete, TimeProvider.System, NullLogger.Instance).OpenAsync(url, Token);
    }
}
