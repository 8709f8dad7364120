using Imaginator.BuilderTool.Tests;
using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore;
using Imaginator.Plugins.S3.Tests.Support;
using Imaginator.Testing;

namespace Imaginator.Plugins.S3.Tests.Server;

/// <summary><c>copy-store</c> of the published builder-tool.</summary>
public sealed class CopyStoreTests(S3rverServer server) : IClassFixture<S3rverServer>, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Store_MovesToABucketAndBack()
    {
        var files = SampleImages.Random(50, 10_000, seed: 1);
        var (from, bucket, to) = (LocalUrl("from"), server.NewUrl(), LocalUrl("to"));
        await using var plugin = new PluginUnderTest(new LocalStorePlugin());
        var uploader = plugin.Get<IUploader>();
        await using (var store = await uploader.OpenAsync(from, Token))
        {
            await SampleImages.AddAsync(store, "s/1", files);
            await SampleImages.AddAsync(store, "s/2", files[0]);
        }

        (await CopyAsync(from, bucket)).ShouldSucceed();
        var again = (await CopyAsync(from, bucket)).ShouldSucceed();
        (await CopyAsync(bucket, to)).ShouldSucceed();

        Assert.Contains("0 images copied, 2 present before; 0 new objects", again.Error, StringComparison.Ordinal);
        await using var copy = await uploader.OpenExistingAsync(to, Token);
        Assert.Equal(["s/1", "s/2"], await SampleImages.ListAsync(copy));
        await SampleImages.RequireCompleteAsync(copy, "s/1", files);
        await SampleImages.RequireCompleteAsync(copy, "s/2", files[0]);
    }

    private string LocalUrl(string name) => $"local://{_directory.PathOf(name)}";

    private Task<BuilderToolRun> CopyAsync(string from, string to)
    {
        var configuration = _directory.Write(
            "imaginator.json", "{\"Plugins\": {\"S3\": {\"credentialsFile\": \"" + server.CredentialsFile + "\"}}}");
        return BuilderToolRun.RunAsync("copy-store", from, to, $"-configurationUrl={configuration}");
    }
}
