using System.Buffers.Binary;
using Imaginator.Hosting.Fetching.Protocol;
using Imaginator.Manifests;

namespace Imaginator.Host.Tests.Fetching;

public sealed class FetcherFramesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frames_RoundTrip()
    {
        var failure = new FetcherFailure(FetcherFailureKind.Fetch, ManifestFetchError.TooLarge, "cannot “fetch”");
        var frame = FetcherFrame.Of(FetcherFrameType.Failed, failure, FetcherJson.Default.FetcherFailure);
        using var stream = new MemoryStream(FetcherFrames.Encode(frame));

        var read = await FetcherFrames.ReadAsync(stream, FetcherFrame.MaximumFromFetcher, Cancel);

        Assert.Equal(failure, read!.Value.Read(FetcherJson.Default.FetcherFailure));
        Assert.Null(await FetcherFrames.ReadAsync(stream, FetcherFrame.MaximumFromFetcher, Cancel));
    }

    [Theory]
    [InlineData(FetcherFrame.MaximumFromFetcher + 1)]
    [InlineData(4294967295L)]
    public void Length_IsCheckedBeforeMemoryIsAllocated(long length)
    {
        var header = new byte[FetcherFrame.HeaderLength];
        header[0] = (byte)FetcherFrameType.Output;
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(1), (uint)length);
        using var stream = new MemoryStream(header);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidDataException>(() => FetcherFrames.Read(stream, FetcherFrame.MaximumFromFetcher));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 10);
    }

    [Fact]
    public async Task TruncatedFrames_AreRefused()
    {
        var bytes = FetcherFrames.Encode(new FetcherFrame(FetcherFrameType.Output, new byte[20]));
        for (var length = 1; length < bytes.Length; length++)
        {
            using var stream = new MemoryStream(bytes[..length]);
            await Assert.ThrowsAsync<EndOfStreamException>(
                () => FetcherFrames.ReadAsync(stream, FetcherFrame.MaximumFromFetcher, Cancel));
        }
    }

    [Fact]
    public void Revisions_AreChecked()
    {
        Assert.Throws<InvalidDataException>(() => new FetcherRevision("a\nb", null).ToManifestRevision());
        Assert.Throws<InvalidDataException>(() => new FetcherRevision(null, new string('1', 257)).ToManifestRevision());
        Assert.Equal(new ManifestRevision("main", "1234"), new FetcherRevision("main", "1234").ToManifestRevision());
    }

    [Fact]
    public void Messages_FitIntoFrames() =>
        Assert.InRange(
            FetcherFrame.Of(
                FetcherFrameType.Failed,
                FetcherFailure.Of(new IOException(new string('\u0001', 1 << 20))),
                FetcherJson.Default.FetcherFailure).Contents.Length,
            1,
            FetcherFrame.MaximumFromFetcher);

    [Theory]
    [InlineData("Out of memory", 2)]
    [InlineData("failed to mmap. Could not write data: Cannot allocate memory", 2)]
    [InlineData("no such host", 0)]
    public void Failures_OfMemory_AreRecognized(string message, int kind) =>
        Assert.Equal(
            (FetcherFailureKind)kind,
            FetcherFailure.Of(new ManifestFetchException(
                ManifestFetchError.Unreachable, $"cannot fetch: {message}", new InvalidOperationException(message))).Kind);
}
