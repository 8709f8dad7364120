using Imaginator.Images;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.ImageServer.Objects;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.ImageServing.Tests.Images;

public sealed class ImageContentsTests : IAsyncDisposable
{
    private readonly ServingHost _host = ServingHost.Start();
    private readonly SrpcClient _client;

    public ImageContentsTests() => _client = _host.CreateClient();

    [Fact]
    public async Task Inodes_AreFoundByTheirPaths()
    {
        await SampleImages.AddAsync(_host.Store, "s/1", SampleImages.Rich(), "hello");

        var reply = await _client.CallAsync<GetImageInodesResponse>("GetImageInodes", new GetImageInodesRequest
        {
            ImageName = "s/1",
            Filenames = ["/etc/hello", "/etc/sub/hello", "/etc", "/etc/sub/link", "/etc/sub/link/x", "/nosuch", "/", "copy"],
        });

        Assert.True(reply.ImageExists);
        Assert.Equal(
            [("/etc", 1UL), ("/etc/hello", 3), ("/etc/sub/hello", 3), ("/etc/sub/link", 5), ("copy", 8)],
            reply.InodeNumbers!.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal([(1UL, 1UL), (3, 2), (5, 1), (8, 1)], reply.NumLinks!.OrderBy(p => p.Key).Select(p => (p.Key, p.Value)));
        Assert.Equal(SampleImages.Rich().FileSystem!.InodeTable[3], reply.Inodes![3]);
        Assert.IsType<SymlinkInode>(reply.Inodes[5]);
    }

    [Fact]
    public async Task ComputedFiles_AreListed()
    {
        await SampleImages.AddAsync(_host.Store, "s/1", SampleImages.Rich(), "hello");

        var reply = await _client.CallAsync<GetImageComputedFilesResponse>(
            "GetImageComputedFiles", new GetImageComputedFilesRequest { ImageName = "s/1" });

        Assert.True(reply.ImageExists);
        Assert.Equal([new ComputedFile { Filename = "/etc/computed", Source = "generator:6970" }], reply.ComputedFiles);
    }

    [Fact]
    public async Task Usage_IsEstimatedInBlocks()
    {
        await SampleImages.AddAsync(_host.Store, "s/1", SampleImages.Rich(), "hello");

        var reply = await _client.CallAsync<GetImageUsageEstimateResponse>(
            "GetImageUsageEstimate", new GetImageUsageEstimateRequest { ImageName = "s/1" });

        // Three directories, two files of a block, one symbolic link.
        Assert.Equal(5UL * 4096 + 64, reply.UsageEstimate);
    }

    [Fact]
    public async Task Statistics_CountObjectsAndImagesOnce()
    {
        await SampleImages.AddAsync(_host.Store, "s/1", SampleImages.Rich(), "hello");
        await SampleImages.AddAsync(_host.Store, "s/2", "hello", "yes");

        var reply = await _client.CallAsync<GetObjectStatisticsForImagesResponse>(
            "GetObjectStatisticsForImages",
            new GetObjectStatisticsForImagesRequest { ImageNames = ["s/1", "s/2", "s/3", "s/2"], IgnoreMissing = true });

        Assert.Equal(
            ("", 2UL, 5UL, 10UL + 8, 2UL, 8UL),
            (reply.Error, reply.NumImages, reply.NumFileInodes, reply.TotalFileInodeBytes, reply.NumObjects, reply.TotalObjectBytes));
        var missing = await _client.CallAsync<GetObjectStatisticsForImagesResponse>(
            "GetObjectStatisticsForImages", new GetObjectStatisticsForImagesRequest { ImageNames = ["s/3"] });
        Assert.Equal("image: s/3 does not exist", missing.Error);
    }

    [Fact]
    public async Task WhatIsNotThere_HasNoContents()
    {
        Assert.False((await _client.CallAsync<GetImageInodesResponse>(
            "GetImageInodes", new GetImageInodesRequest { ImageName = "x" })).ImageExists);
        Assert.False((await _client.CallAsync<GetImageComputedFilesResponse>(
            "GetImageComputedFiles", new GetImageComputedFilesRequest { ImageName = "x" })).ImageExists);
        Assert.False((await _client.CallAsync<GetImageUsageEstimateResponse>(
            "GetImageUsageEstimate", new GetImageUsageEstimateRequest { ImageName = "x" })).ImageExists);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _host.DisposeAsync();
    }
}
