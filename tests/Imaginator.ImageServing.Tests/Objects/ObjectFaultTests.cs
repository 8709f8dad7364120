using Imaginator.ImageServing.Configuration;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.Logging;

namespace Imaginator.ImageServing.Tests.Objects;

/// <summary>Damaged objects and silent clients, seen from both sides and in the log of the server.</summary>
public sealed class ObjectFaultTests : IAsyncDisposable
{
    /// <summary>More objects than the server checks before it answers.</summary>
    private const int ManyObjects = 2500;

    private readonly RecordingLogger _log = new();
    private readonly ServingHost _serving = ServingHost.Start();
    private readonly SrpcTestHost _host;

    public ObjectFaultTests() => _host = new SrpcTestHost(
        new SrpcServerOptions { ProgressTimeout = TimeSpan.FromMilliseconds(300) },
        ObjectServerService.Create(_serving.Store, new ImageServingOptions(), TimeProvider.System, _log));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string StorePath => _serving.Url["local://".Length..];

    [Theory]
    [InlineData(0)]
    [InlineData(ManyObjects)]
    public async Task DamagedObject_IsNamed_ToTheClientAndInTheLog(int objectsBefore)
    {
        await SampleImages.AddAsync(_serving.Store, "s/1", "x", "z");
        var hash = SampleImages.HashOf("x");
        await File.WriteAllTextAsync($"{StorePath}/objects/{hash.ToString()[..2]}/{hash.ToString()[2..]}", "y", Token);
        await using var client = await _serving.ConnectAsync(_host.Port);

        ObjectHash[] wanted = [.. Enumerable.Repeat(SampleImages.HashOf("z"), objectsBefore), hash];
        var exception = await Assert.ThrowsAsync<ImageStoreException>(
            () => client.GetObjectsAsync(wanted, (_, _, _) => ValueTask.CompletedTask, Token));

        Assert.Contains(hash.ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{_host.Port}", exception.Message, StringComparison.Ordinal);
        Assert.Contains(_log.Of(LogLevel.Warning), line => line.Contains(hash.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task SilentClient_LosesItsConnection_AndItsUploadLeavesNothing()
    {
        await using var client = _host.CreateClient();
        await using var connection = await client.RentAsync(Token);
        using var call = await connection.BeginAsync("ObjectServer.AddObjects", GobLimits.Default, Token);
        await call.WriteAsync(new AddObjectRequest { Length = 5 }, Token);
        await call.WriteRawAsync("first"u8.ToArray(), Token);
        await call.WriteAsync(new AddObjectRequest { Length = 6, ExpectedHash = SampleImages.HashOf("second") }, Token);
        await call.WriteRawAsync("sec"u8.ToArray(), Token);
        await call.FlushAsync(Token);
        await Wait.UntilAsync(() => Directory.EnumerateDirectories(StorePath + "/incoming").Any());

        await Wait.UntilAsync(() => !Directory.EnumerateDirectories(StorePath + "/incoming").Any());

        // The connection has ended, and complete objects are kept.
        await Assert.ThrowsAnyAsync<Exception>(() => call.ReadAsync<AddObjectResponse>(Token).AsTask());
        Assert.Equal(
            [5L, 0L], await _serving.Store.FindObjectsAsync([SampleImages.HashOf("first"), SampleImages.HashOf("second")], Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _serving.DisposeAsync();
    }
}
