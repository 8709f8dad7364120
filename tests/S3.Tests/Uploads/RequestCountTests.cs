using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.S3.Tests.Support;

namespace Imaginator.Plugins.S3.Tests.Uploads;

public sealed class RequestCountTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TenThousandSmallObjects_NeedAtMost200Requests()
    {
        var server = new MemoryServer();
        var files = SampleImages.Random(10_000, 4_000, seed: 1);
        await using var store = MemoryStore.Open(server, MemoryStore.Options with { PackSize = 16 << 20 });

        await SampleImages.AddAsync(store, "s/1", files);
        var added = server.Requests;
        await SampleImages.RequireCompleteAsync(store, "s/1", files);

        Assert.InRange(added, 1, 60);
        Assert.InRange(server.Requests - added, 1, 30);
    }

    [Fact]
    public async Task TheSameObjects_OfSeveralWorkers_AreTransferredOnce()
    {
        const int Workers = 4;
        var server = new MemoryServer();
        byte[][] files = [.. SampleImages.Random(600, 10_000, seed: 1), .. SampleImages.Random(2, 3_000_000, seed: 2)];

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(
            async () =>
            {
                await using var store = MemoryStore.Open(server);
                await SampleImages.AddAsync(store, $"s/{worker}", files);
            },
            Token)));

        // The trees of the images are equal objects, too.
        Assert.InRange(server.WrittenPackBytes, files.Sum(file => (long)file.Length), files.Sum(file => (long)file.Length) + 200_000);
        await using var reader = MemoryStore.Open(server);
        Assert.Equal(Workers, (await SampleImages.ListAsync(reader)).Count);
        for (var worker = 0; worker < Workers; worker++)
        {
            await SampleImages.RequireCompleteAsync(reader, $"s/{worker}", files);
        }
    }

    [Fact]
    public async Task ObjectsOfAnUploadThatCrashed_AreTransferredByAnother()
    {
        var server = new MemoryServer();
        var files = SampleImages.Random(10, 1_000, seed: 1);
        var bucket = new MemoryBucket(server);
        await using (var crashing = MemoryStore.Open(server, bucket))
        {
            await using var upload = await crashing.BeginUploadAsync(Token);
            foreach (var file in files)
            {
                await upload.AddObjectAsync(ObjectHash.Compute(file), ObjectContents.FromBytes(file), Token);
            }

            // The claim is written, and neither the pack nor the release of the claim.
            bucket.CrashAfter(1, losesAnswers: false);
            await Assert.ThrowsAnyAsync<Exception>(() => upload.FlushAsync(Token));
        }

        await using var store = MemoryStore.Open(server);
        var adding = Task.Run(() => SampleImages.AddAsync(store, "s/1", files), Token);
        await Task.Delay(100, Token);
        Assert.False(adding.IsCompleted, "the upload did not wait for the claim of the other one");
        server.Time.Advance(MemoryStore.Options.ClaimLease);
        await adding;

        await SampleImages.RequireCompleteAsync(store, "s/1", files);
    }
}
