using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ImageServer.Archives;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.ImageServing.Tests.Archives;

public sealed class ArchiveTests : IAsyncDisposable
{
    private readonly ServingHost _host = ServingHost.Start();
    private readonly SrpcClient _client;

    public ArchiveTests() => _client = _host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnArchivedImage_ComesBackAsItWas()
    {
        await SampleImages.AddAsync(_host.Store, "s/keeps-objects", "hello");
        await SampleImages.AddAsync(_host.Store, "s/1", SampleImages.Rich() with { BuildCommitId = "c" }, "hello");
        var before = (await _host.Store.GetImageAsync("s/1", true, Token))!;
        var archive = await _client.CallAsync<GetImageArchiveResponse>(
            "GetImageArchive", new GetImageArchiveRequest { ImageName = "s/1" });
        Assert.Equal("image already exists", await RestoreAsync(archive.ArchiveData));
        await _host.Store.DeleteImageAsync("s/1", Token);
        var expiry = new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal("", await RestoreAsync(archive.ArchiveData, expiry));

        var after = (await _host.Store.GetImageAsync("s/1", true, Token))!;
        Assert.Equal(expiry, after.ExpiresAt);
        Assert.Equal((before.CreatedBy, before.CreatedOn, "c"), (after.CreatedBy, after.CreatedOn, after.BuildCommitId));
        Assert.Equal(before.FileSystem!.InodeTable[3], after.FileSystem!.InodeTable[3]);
        Assert.Empty((await _host.CheckAsync()).Faults);
    }

    [Fact]
    public async Task OnlyOurOwnArchives_AreTakenBack()
    {
        await SampleImages.AddAsync(_host.Store, "s/1", "hello");
        var archive = (await _client.CallAsync<GetImageArchiveResponse>(
            "GetImageArchive", new GetImageArchiveRequest { ImageName = "s/1" })).ArchiveData.ToArray();
        foreach (var position in new[] { 0, archive.Length / 2, archive.Length - 1 })
        {
            archive[position] ^= 1;
            Assert.Contains("this server did not create it", await RestoreAsync(archive), StringComparison.Ordinal);
            archive[position] ^= 1;
        }

        Assert.Contains("this server did not create it", await RestoreAsync(archive.AsMemory(0, 63)), StringComparison.Ordinal);
        Assert.Contains("this server did not create it", await RestoreAsync(default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNotThere_CannotBeArchived() => Assert.Equal(
        "image not found",
        (await _client.CallAsync<GetImageArchiveResponse>("GetImageArchive", new GetImageArchiveRequest { ImageName = "x" })).Error);

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _host.DisposeAsync();
    }

    private async Task<string> RestoreAsync(ReadOnlyMemory<byte> archive, DateTimeOffset? expiresAt = null) =>
        (await _client.CallAsync<RestoreImageFromArchiveResponse>("RestoreImageFromArchive", new RestoreImageFromArchiveRequest
        {
            ArchiveData = archive,
            ExpiresAt = GobTime.From(expiresAt),
        })).Error;
}
