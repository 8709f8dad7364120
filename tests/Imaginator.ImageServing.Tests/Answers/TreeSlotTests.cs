using Imaginator.ImageServing.Answers;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.ImageServer.Archives;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.ImageServer.Objects;

namespace Imaginator.ImageServing.Tests.Answers;

public sealed class TreeSlotTests
{
    private const int ManyInodes = 100_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ManyCallers_HaveFewTreesInMemoryAtOnce()
    {
        BlockedTreeStore? trees = null;
        await using var host = ServingHost.Start(2, server => trees = new BlockedTreeStore(server));
        await SampleImages.AddAsync(host.Store, "s/1", "x");
        await using var clients = new Clients(host, 8);

        var answers = clients.All.Select(client => client.CallAsync<GetImageResponse>("GetImage", Request("s/1"))).ToArray();
        await Wait.UntilAsync(() => host.Slots.Waiting == 6);
        Assert.Equal(2, trees!.Begun);
        trees.Release();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Single(answer.Image!.FileSystem!.InodeTable));
        Assert.Equal(8, trees.Begun);
        Assert.Equal(0, host.Slots.Waiting);
    }

    [Theory]
    [InlineData("GetImageArchive")]
    [InlineData("GetImageInodes")]
    [InlineData("GetImageComputedFiles")]
    [InlineData("GetImageUsageEstimate")]
    [InlineData("GetObjectStatisticsForImages")]
    public async Task WhateverReadsATree_WaitsForItsTurn(string method)
    {
        BlockedTreeStore? trees = null;
        await using var host = ServingHost.Start(1, server => trees = new BlockedTreeStore(server));
        await SampleImages.AddAsync(host.Store, "s/1", "x");
        await using var clients = new Clients(host, 2);

        var first = clients.All[0].CallAsync<GetImageResponse>("GetImage", Request("s/1"));
        await Wait.UntilAsync(() => trees!.Begun == 1);
        Task second = method switch
        {
            "GetImageArchive" => clients.All[1].CallAsync<GetImageArchiveResponse>(
                method, new GetImageArchiveRequest { ImageName = "s/1" }),
            "GetImageInodes" => clients.All[1].CallAsync<GetImageInodesResponse>(
                method, new GetImageInodesRequest { ImageName = "s/1", Filenames = ["/f000000"] }),
            "GetImageComputedFiles" => clients.All[1].CallAsync<GetImageComputedFilesResponse>(
                method, new GetImageComputedFilesRequest { ImageName = "s/1" }),
            "GetImageUsageEstimate" => clients.All[1].CallAsync<GetImageUsageEstimateResponse>(
                method, new GetImageUsageEstimateRequest { ImageName = "s/1" }),
            _ => clients.All[1].CallAsync<GetObjectStatisticsForImagesResponse>(
                method, new GetObjectStatisticsForImagesRequest { ImageNames = ["s/1"] }),
        };
        await Wait.UntilAsync(() => host.Slots.Waiting == 1);
        Assert.Equal(1, trees!.Begun);
        trees.Release();

        await Task.WhenAll(first, second).WaitAsync(Token);
    }

    [Fact]
    public async Task CallerWhoReadsNothing_HoldsNobodyUp()
    {
        BlockedTreeStore? trees = null;
        await using var host = ServingHost.Start(1, server => trees = new BlockedTreeStore(server));
        await SampleImages.AddAsync(host.Store, "s/1", Large());
        trees!.Release();
        await using var clients = new Clients(host, 2);

        await clients.All[0].UseAsync(
            async connection =>
            {
                // More than the connection takes: the answer cannot be sent to its end.
                var call = await connection.BeginAsync("ImageServer.GetImage", GobLimits.Image, Token);
                await call.WriteAsync(Request("s/1"), Token);
                await call.FlushAsync(Token);
                await Wait.UntilAsync(() => trees.Begun == 1);

                var answer = await clients.All[1].CallAsync<GetImageResponse>("GetImage", Request("s/1")).WaitAsync(Token);
                Assert.Equal(ManyInodes, answer.Image!.FileSystem!.InodeTable.Count);

                // His own answer is all there, whenever he wants it.
                Assert.Equal("", await call.ReadLineAsync(Token));
                var late = await call.ReadAsync<GetImageResponse>(Token);
                Assert.Equal(ManyInodes, late.Image!.FileSystem!.InodeTable.Count);
                call.End();
                return true;
            },
            false, Token);
    }

    [Fact]
    public async Task CallerWhoGoes_LosesHisTurn()
    {
        BlockedTreeStore? trees = null;
        await using var host = ServingHost.Start(1, server => trees = new BlockedTreeStore(server));
        await SampleImages.AddAsync(host.Store, "s/1", "x");
        await using var clients = new Clients(host, 2);
        var first = clients.All[0].CallAsync<GetImageResponse>("GetImage", Request("s/1"));
        await Wait.UntilAsync(() => trees!.Begun == 1);

        using var gives = new CancellationTokenSource();
        var second = clients.All[1].CallAsync<GetImageRequest, GetImageResponse>(
            "ImageServer.GetImage", Request("s/1"), false, gives.Token, GobLimits.Image);
        await Wait.UntilAsync(() => host.Slots.Waiting == 1);
        await gives.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        await Wait.UntilAsync(() => host.Slots.Waiting == 0);
        trees!.Release();
        await first;
        Assert.Equal(1, trees.Begun);
    }

    [Fact]
    public async Task AnswerThatNoDiskTakes_IsKeptInMemory()
    {
        var log = new RecordingLogger();
        using var slots = new TreeSlots(1, "/nonexistent/directory", log);

        Assert.Null(await slots.TryWriteToFileAsync(new GetImageResponse(), Token));

        var entry = Assert.Single(log.Entries);
        Assert.Contains("/nonexistent/directory", entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemoryOfLargeAnswers_IsSaidToBeFree()
    {
        var count = 0;
        using var slots = new TreeSlots(1, Path.GetTempPath(), new RecordingLogger()) { OnLargeAnswer = () => count++ };

        await using var small = await slots.TryWriteToFileAsync(new GetImageResponse(), Token);
        Assert.Equal(0, count);

        await using var large = await slots.TryWriteToFileAsync(new GetImageResponse { Image = ImageMapping.ToWire(Large()) }, Token);
        Assert.Equal(1, count);
    }

    private static GetImageRequest Request(string name) => new() { ImageName = name };

    private static Image Large() => new()
    {
        FileSystem = new FileSystemTree
        {
            InodeTable = Enumerable.Range(1, ManyInodes).ToDictionary(
                number => (ulong)number, number => (Inode)new SymlinkInode { Target = new string('x', 200) }),
            Root = new DirectoryInode
            {
                Mode = 0x41ED,
                Entries = [.. Enumerable.Range(1, ManyInodes).Select(number => new DirectoryEntry($"l{number:D6}", (ulong)number))],
            },
            NumRegularInodes = 0,
            TotalDataBytes = 0,
            DirectoryCount = 1,
        },
    };

    private sealed class Clients(ServingHost host, int count) : IAsyncDisposable
    {
        public Imaginator.Protocol.Srpc.Client.SrpcClient[] All { get; } =
            [.. Enumerable.Range(0, count).Select(_ => host.CreateClient())];

        public async ValueTask DisposeAsync()
        {
            foreach (var client in All)
            {
                await client.DisposeAsync();
            }
        }
    }
}
