using Imaginator.ImageStores;
using Imaginator.Plugins.S3.Tests.Support;

namespace Imaginator.Plugins.S3.Tests.Uploads;

public sealed class CrashTests
{
    private const int MaximumRequests = 100;

    /// <summary>Ends an upload at each of its requests, with and without the effect of that request.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CrashAtAnyRequest_LeavesACompleteImageOrNone(bool losesAnswers)
    {
        byte[][] files = [.. SampleImages.Random(5, 1_000, seed: 1), .. SampleImages.Random(1, 3_000_000, seed: 2)];
        for (var requests = 0; requests < MaximumRequests; requests++)
        {
            var server = new MemoryServer();
            var bucket = new MemoryBucket(server);
            var hasFailed = false;
            await using (var store = MemoryStore.Open(server, bucket))
            {
                bucket.CrashAfter(requests, losesAnswers);
                try
                {
                    await SampleImages.AddAsync(store, "s/1", files);
                }
                catch (ImageStoreException)
                {
                    hasFailed = true;
                }
            }

            // The leases of the program that has crashed end.
            server.Time.Advance(TimeSpan.FromHours(1));
            await using var other = MemoryStore.Open(server);
            foreach (var name in await SampleImages.ListAsync(other))
            {
                await SampleImages.RequireCompleteAsync(other, name, files);
            }

            await SampleImages.AddAsync(other, "s/2", files);
            await SampleImages.RequireCompleteAsync(other, "s/2", files);
            if (!hasFailed)
            {
                Assert.Equal(["s/1", "s/2"], await SampleImages.ListAsync(other));
                return;
            }
        }

        Assert.Fail($"the upload needs more than {MaximumRequests} requests");
    }
}
