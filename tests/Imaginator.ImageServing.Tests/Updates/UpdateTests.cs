using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ImageServer.Directories;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.ImageServer.Replication;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.ImageServing.Tests.Updates;

public sealed class UpdateTests : IAsyncDisposable
{
    private readonly ServingHost _host = ServingHost.Start();
    private readonly SrpcClient _client;

    public UpdateTests() => _client = _host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watchers_HearOfEveryChange_WhoeverMakesIt()
    {
        await using var otherProcess = _host.Open();
        var connection = await _client.RentAsync(Token);
        using var call = await connection.BeginAsync("ImageServer.GetImageUpdates", GobLimits.Default, Token);
        Assert.Equal("2 .", await NextAsync(call));
        Assert.Equal("0 ", await NextAsync(call)); // that was all

        await _client.CallAsync<MakeDirectoryResponse>("MakeDirectory", new MakeDirectoryRequest { DirectoryName = "a" });
        Assert.Equal("2 a", await NextAsync(call));
        await SampleImages.AddAsync(_host.Store, "a/local", "x");
        Assert.Equal("0 a/local", await NextAsync(call));
        await SampleImages.AddAsync(otherProcess, "a/other", "x");
        Assert.Equal("0 a/other", await NextAsync(call));
        await otherProcess.DeleteImageAsync("a/local", Token);
        Assert.Equal("1 a/local", await NextAsync(call));
        await _client.CallAsync<DeleteImageResponse>("DeleteImage", new DeleteImageRequest { ImageName = "a/other" });
        Assert.Equal("1 a/other", await NextAsync(call));
        await _client.CallAsync<DeleteDirectoryResponse>("DeleteDirectory", new DeleteDirectoryRequest { DirectoryName = "a" });
        Assert.Equal("3 a", await NextAsync(call));
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task ThoseWhoWantLasting_DoNotHearOfOthers()
    {
        var expiry = TimeProvider.System.GetUtcNow().AddHours(1);
        await SampleImages.AddAsync(_host.Store, "lasting", SampleImages.Of());
        await SampleImages.AddAsync(_host.Store, "expiring", SampleImages.Of() with { ExpiresAt = expiry });
        await SampleImages.AddAsync(_host.Store, "extended", SampleImages.Of() with { ExpiresAt = expiry });
        var connection = await _client.RentAsync(Token);
        using var call = await connection.BeginAsync("ImageServer.GetFilteredImageUpdates", GobLimits.Default, Token);
        await call.WriteAsync(new GetFilteredImageUpdatesRequest { IgnoreExpiring = true }, Token);
        await call.FlushAsync(Token);
        Assert.Equal(["2 .", "0 lasting", "0 "], [await NextAsync(call), await NextAsync(call), await NextAsync(call)]);

        await SampleImages.AddAsync(_host.Store, "expiring-2", SampleImages.Of() with { ExpiresAt = expiry });
        await _host.Store.DeleteImageAsync("expiring", Token);
        await _host.Store.ChangeImageExpirationAsync("extended", null, Token);

        Assert.Equal("0 extended", await NextAsync(call));
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task WhoDoesNotKeepSilent_IsLetGo()
    {
        var connection = await _client.RentAsync(Token);
        using var call = await connection.BeginAsync("ImageServer.GetImageUpdates", GobLimits.Default, Token);
        Assert.Equal(["2 .", "0 "], [await NextAsync(call), await NextAsync(call)]);

        await call.WriteLineAsync("hello", Token);
        await call.FlushAsync(Token);

        await Assert.ThrowsAnyAsync<IOException>(() => NextAsync(call));
        await connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _host.DisposeAsync();
    }

    private static async Task<string> NextAsync(SrpcClientCall call)
    {
        var update = await call.ReadAsync<ImageUpdate>(Token);
        return $"{update.Operation} {update.Directory?.Name ?? update.Name}";
    }
}
