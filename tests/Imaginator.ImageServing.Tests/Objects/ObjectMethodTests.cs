using System.Security.Cryptography;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.ImageServer.Objects;
using Imaginator.Protocol.Messages.ImageServer.Replication;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.ImageServing.Tests.Objects;

public sealed class ObjectMethodTests : IAsyncDisposable
{
    private readonly ServingHost _host = ServingHost.Start();
    private readonly SrpcClient _client;

    public ObjectMethodTests() => _client = _host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GoClients_MayAskForAllFilesOfALargeImage_AtOnce()
    {
        await SampleImages.AddAsync(_host.Store, "s/1", "x");
        var hashes = Enumerable.Repeat(SampleImages.HashOf("x"), 100_000).ToArray();

        var sizes = await CheckAsync(hashes);
        var contents = await GetAsync(hashes);

        Assert.Equal(hashes.Length, sizes.Length);
        Assert.All(sizes, size => Assert.Equal(1UL, size));
        Assert.Equal(Enumerable.Repeat((byte)'x', hashes.Length), contents);
    }

    [Fact]
    public async Task LargeAndSmallObjects_ComeInOrder()
    {
        var files = SampleImages.Files(5, 700_000, seed: 1).Concat(SampleImages.Files(5, 100, seed: 2)).ToArray();
        await SampleImages.UploadAsync(_host.Store, "s/1", files);
        byte[][] wanted = [files[0], files[9], files[3], files[0]];

        var contents = await GetAsync([.. wanted.Select(file => ObjectHash.Compute(file))]);

        Assert.Equal(wanted.SelectMany(file => file), contents);
    }

    [Fact]
    public async Task NothingIsSent_WhenAnObjectIsDamaged_AndItsNameIsTold()
    {
        await SampleImages.AddAsync(_host.Store, "s/1", "x");
        var hash = SampleImages.HashOf("x");
        await File.WriteAllTextAsync($"{_host.Url["local://".Length..]}/objects/{hash.ToString()[..2]}/{hash.ToString()[2..]}", "y", Token);
        await using var store = await _host.ConnectAsync();

        for (var request = 1; request <= 2; request++)
        {
            var exception = await Assert.ThrowsAsync<ImageStoreException>(
                () => store.GetObjectsAsync([hash], (_, _, _) => ValueTask.CompletedTask, Token));
            Assert.Contains("is corrupt", exception.Message, StringComparison.Ordinal);
            Assert.Contains(hash.ToString(), exception.Message, StringComparison.Ordinal);
            Assert.Contains($"127.0.0.1:{_host.Port}", exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0UL, (await CheckAsync(hash)).Single());
    }

    [Fact]
    public async Task NothingIsSent_WhenAnObjectIsMissing()
    {
        await SampleImages.AddAsync(_host.Store, "s/1", "x");
        await _client.UseAsync(
            async connection =>
            {
                using var call = await connection.BeginAsync("ObjectServer.GetObjects", GobLimits.Default, Token);
                await call.WriteAsync(
                    new GetObjectsRequest { Hashes = [SampleImages.HashOf("x"), SampleImages.HashOf("y")] }, Token);
                await call.FlushAsync(Token);
                var response = await call.ReadAsync<GetObjectsResponse>(Token);
                Assert.Equal($"unknown object: {SampleImages.HashOf("y")}", response.ResponseString);
                call.End();
                await connection.PingAsync(Token); // still in step
                return true;
            },
            false, Token);
    }

    [Fact]
    public async Task Objects_AreThereOnceTheyAreConfirmed_AndStayForTheirImage()
    {
        var hash = await AddAsync("some object");
        Assert.Equal(11UL, (await CheckAsync(hash)).Single());

        await ((ImageStores.Maintenance.IStoreMaintenance)_host.Store).CollectGarbageAsync(Token);
        Assert.Equal(11UL, (await CheckAsync(hash)).Single());

        await _client.CallAsync<DeleteUnreferencedObjectsResponse>(
            "DeleteUnreferencedObjects", new DeleteUnreferencedObjectsRequest { Percentage = 100 });
        Assert.Equal(11UL, (await CheckAsync(hash)).Single());
        Assert.Equal(
            [new UnreferencedObject { Hash = hash, Size = 11 }],
            await _client.StreamAsync<UnreferencedObject>("ListUnreferencedObjects", item => item.Size == 0));
    }

    [Fact]
    public async Task ObjectsThatNobodyWants_AreRemoved()
    {
        await SampleImages.AddAsync(_host.Store, "s/1", "old");
        await _host.Store.DeleteImageAsync("s/1", Token);
        await ((ImageStores.Maintenance.IStoreMaintenance)_host.Store).CheckAsync(repair: false, null, Token);

        // The image's tree is an object, too; deleted images need theirs until they are collected.
        await ((ImageStores.Maintenance.IStoreMaintenance)_host.Store).CollectGarbageAsync(Token);
        Assert.Empty(await _client.StreamAsync<UnreferencedObject>("ListUnreferencedObjects", item => item.Size == 0));
    }

    [Fact]
    public async Task ObjectsThatArrivedBeforeTheConnectionBroke_AreKept()
    {
        var connection = await _client.RentAsync(Token);
        using (var call = await connection.BeginAsync("ObjectServer.AddObjects", GobLimits.Default, Token))
        {
            await call.WriteAsync(new AddObjectRequest { Length = 5 }, Token);
            await call.WriteRawAsync("first"u8.ToArray(), Token);
            await call.WriteAsync(new AddObjectRequest { Length = 6 }, Token);
            await call.WriteRawAsync("sec"u8.ToArray(), Token);
            await call.FlushAsync(Token);
        }

        await connection.DisposeAsync();

        var hash = SampleImages.HashOf("first");
        while ((await CheckAsync(hash))[0] == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }

        Assert.Equal(0UL, (await CheckAsync(SampleImages.HashOf("sec"))).Single());
    }

    [Fact]
    public async Task AFullDisk_IsReported_AndTheStreamGoesOn()
    {
        using var disk = new SmallFileSystem(16 * 1024);
        await using var host = ServingHost.StartIn(disk.FullName);
        await using var client = host.CreateClient();
        var answers = await client.UseAsync(
            async connection =>
            {
                using var call = await connection.BeginAsync("ObjectServer.AddObjects", GobLimits.Default, Token);
                foreach (var length in new[] { 10, 64 << 20, 20 })
                {
                    await call.WriteAsync(new AddObjectRequest { Length = (ulong)length }, Token);
                    // Not zeros, which would become a hole.
                    await call.WriteRawAsync(RandomNumberGenerator.GetBytes(length), Token);
                }

                await call.WriteAsync(new AddObjectRequest(), Token);
                await call.FlushAsync(Token);
                var answers = new List<AddObjectResponse>();
                for (var i = 0; i < 3; i++)
                {
                    answers.Add(await call.ReadAsync<AddObjectResponse>(Token));
                }

                call.End();
                return answers;
            },
            false, Token);

        Assert.Equal([true, false, true], answers.Select(answer => answer.Added));
        Assert.Contains("No space left on device", answers[1].ErrorString, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task MethodsThatWeDoNotHave_SaySo()
    {
        var import = await _client.CallAsync<ImportObjectsRequest, ImportObjectsResponse>(
            "ObjectServer.ImportObjects", new ImportObjectsRequest { BaseRemoteUrl = "http://x" }, false, Token);
        var tree = await _client.CallAsync<ImportTreeResponse>("ImportTree", new ImportTreeRequest());

        Assert.Contains("does not fetch", import.Error, StringComparison.Ordinal);
        Assert.Contains("does not fetch", tree.Error, StringComparison.Ordinal);
        Assert.Equal("", (await _client.CallAsync<GetReplicationMasterResponse>(
            "GetReplicationMaster", new GetReplicationMasterRequest())).ReplicationMaster);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _host.DisposeAsync();
    }

    private async Task<ulong[]> CheckAsync(params ObjectHash[] hashes) =>
        [.. (await _client.CallAsync<CheckObjectsRequest, CheckObjectsResponse>(
            "ObjectServer.CheckObjects", new CheckObjectsRequest { Hashes = [.. hashes] }, true, Token)).ObjectSizes];

    private Task<byte[]> GetAsync(ObjectHash[] hashes) => _client.UseAsync(
        async connection =>
        {
            using var call = await connection.BeginAsync("ObjectServer.GetObjects", GobLimits.Default, Token);
            await call.WriteAsync(new GetObjectsRequest { Hashes = [.. hashes] }, Token);
            await call.FlushAsync(Token);
            var response = await call.ReadAsync<GetObjectsResponse>(Token);
            Assert.Equal("", response.ResponseString);
            var contents = new byte[response.ObjectSizes.Sum(size => (long)size)];
            await call.ReadRawAsync(contents, Token);
            call.End();
            return contents;
        },
        false, Token);

    private Task<ObjectHash> AddAsync(string text) => _client.UseAsync(
        async connection =>
        {
            using var call = await connection.BeginAsync("ObjectServer.AddObjects", GobLimits.Default, Token);
            var bytes = System.Text.Encoding.UTF8.GetBytes(text);
            await call.WriteAsync(new AddObjectRequest { Length = (ulong)bytes.Length }, Token);
            await call.WriteRawAsync(bytes, Token);
            await call.WriteAsync(new AddObjectRequest(), Token);
            await call.FlushAsync(Token);
            var answer = await call.ReadAsync<AddObjectResponse>(Token);
            call.End();
            Assert.True(answer.Added);
            return answer.Hash;
        },
        false, Token);
}
