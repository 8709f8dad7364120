using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Plugins.ImageServer.Tests;

/// <summary>Servers and networks that fall silent in the middle of a transfer, without an end of the connection.</summary>
public sealed class StallTests : IAsyncDisposable
{
    private const int PlentyOfBytes = 1 << 30;

    private readonly FakeImageServer _fake = new();
    private readonly SrpcTestHost _host;
    private readonly byte[] _contents = new byte[200_000];

    public StallTests() => _host = new SrpcTestHost(new SrpcServerOptions(), [.. _fake.CreateServices()]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ObjectHash Hash => ObjectHash.Compute(_contents);

    [Fact]
    public async Task EndsADownload_WhoseServerFallsSilent()
    {
        _fake.Objects[Hash] = _contents;
        await using var proxy = new SilentProxy(_host.Port, PlentyOfBytes, bytesToClient: 600);
        await using var server = await OpenAsync(proxy);

        var exception = await Assert.ThrowsAsync<ImageStoreException>(
            () => server.GetObjectsAsync([Hash], (_, _, _) => ValueTask.CompletedTask, Token));

        RequireCause(exception, proxy);
    }

    [Fact]
    public async Task EndsAnUpload_WhoseServerFallsSilent()
    {
        await using var proxy = new SilentProxy(_host.Port, bytesToServer: 5000, PlentyOfBytes);
        await using var server = await OpenAsync(proxy);
        await using var upload = await server.BeginUploadAsync(Token);
        await upload.AddObjectAsync(Hash, ObjectContents.FromBytes(_contents), Token);

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => upload.FlushAsync(Token));

        RequireCause(exception, proxy);
        Assert.Empty(_fake.Objects);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private void RequireCause(ImageStoreException exception, SilentProxy proxy)
    {
        Assert.Equal(ImageStoreError.Unreachable, exception.Reason);
        Assert.Contains($"127.0.0.1:{proxy.Port}", exception.Message, StringComparison.Ordinal);
        Assert.Contains(Hash.ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Contains("no data for 0.5 s", exception.Message, StringComparison.Ordinal);
    }

    private static Task<IImageStore> OpenAsync(SilentProxy proxy) =>
        new ImageServerUploader(
            new ClientCertificateFiles(null, null, null, TimeProvider.System),
            TimeProvider.System,
            NullLogger<RemoteImageStore>.Instance,
            new ImageServerOptions { ProgressTimeout = TimeSpan.FromMilliseconds(500) })
            .OpenAsync($"imageserver://127.0.0.1:{proxy.Port}", Token);
}
